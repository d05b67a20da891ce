package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.serde.RegistryClient;
import dev.storycrew.schemas.serde.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes of the runtime on a real broker, killed, stopped and joined; the checker reads topics and ledger. */
class RuntimeUnderFireTest {
    static final int PARTITIONS = 4;
    private static final int LANES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration SESSION = Duration.ofSeconds(4);

    @TempDir
    static Path folder;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;
    private static WireFormat wire;
    private static int round;

    private final List<Process> processes = new ArrayList<>();
    private TopicCatalogue topics;
    private Path ledger;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
        wire = new WireFormat(new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
    }

    @AfterAll
    static void stopBroker() throws Exception {
        registry.close();
        broker.close();
    }

    @BeforeEach
    void createTopics(TestInfo info) {
        round++;
        topics = new TopicCatalogue("t" + round + ".", PARTITIONS);
        ledger = folder.resolve("ledger-" + round);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new TopicAdmin(admin, topics).createMissing((short) 1);
        }
    }

    @AfterEach
    void killProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource(CommitProbe.Step.class)
    void killedAroundTheCommitEveryEnvelopeStillHasOneOutput(CommitProbe.Step step) throws Exception {
        List<ChapterId> chapters = publish("kill", 30);
        Process victim = worker("one", 30, step, 3);
        assertThat(victim.waitFor()).isEqualTo(137);

        worker("one", 30);

        awaitOneOutputEach(chapters);
        assertThat(calls().size() - chapters.size())
                .as("calls repeated: at most those in hand at the one death")
                .isBetween(0, LANES * 2);
    }

    @Test
    void whatWasCommittedBeforeACrashIsNotCalledAgainThoughEarlierOffsetsAreOpen() throws Exception {
        List<ChapterId> chapters = publish("bitmap", 24);
        Process victim = worker("one", 20, CommitProbe.Step.AFTER_COMMIT, 4);
        assertThat(victim.waitFor()).isEqualTo(137);
        List<String> committed =
                envelopes().stream().map(envelope -> envelope.id().toString()).toList();
        assertThat(committed).isNotEmpty();
        List<String> before = calls();

        worker("one", 20);

        awaitOneOutputEach(chapters);
        List<String> afterwards = calls().subList(before.size(), calls().size());
        assertThat(afterwards).doesNotContainAnyElementsOf(committed);
    }

    @Test
    void aProcessStoppedPastItsSessionAndContinuedAddsNoSecondOutput() throws Exception {
        List<ChapterId> chapters = publish("stop", 60);
        Process stopped = worker("one", 100);
        awaitOutputs(5);
        signal("STOP", stopped);
        Process other = worker("two", 20);
        await().atMost(PATIENCE).until(() -> envelopes().size() >= 50);
        signal("CONT", stopped);

        awaitOneOutputEach(chapters);
        assertThat(other.isAlive()).isTrue();
        assertThat(stopped.isAlive()).isTrue();
        assertThat(calls().size() - chapters.size()).isBetween(0, LANES * 2);
    }

    @Test
    void processesAndLanesScaledUpAndDownUnderLoadLoseAndRepeatNothing() throws Exception {
        List<ChapterId> chapters = publish("scale", 120);
        Process first = scaled("one", LANES);
        awaitOutputs(10);
        Process second = scaled("two", 1);
        awaitOutputs(30);
        second.destroy();
        second.waitFor();
        second = scaled("two", 4 * LANES);
        awaitOutputs(50);
        Process third = scaled("three", LANES);
        awaitOutputs(70);
        first.destroy();
        assertThat(first.waitFor()).isNotEqualTo(137);
        second.destroy();
        second.waitFor();

        awaitOneOutputEach(chapters);
        assertThat(third.isAlive()).isTrue();
        assertThat(calls()).as("every call was made once").hasSize(chapters.size());
    }

    @Test
    void anEnvelopeThatKillsItsProcessGoesToDeadLettersAloneAfterTenStarts() throws Exception {
        List<ChapterId> healthy = publish("healthy", 12);
        publish(WorkerProcess.POISON, 1);
        List<ChapterId> later = publish("later", 12);
        int deaths = 0;
        Process process = worker("one", 20);
        while (deaths < 10) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("death %s", deaths)
                    .isTrue();
            deaths++;
            process = worker("one", 20);
        }
        await().atMost(PATIENCE).until(() -> !deadLetters().isEmpty());

        assertThat(process.isAlive()).isTrue();
        awaitOneOutputEach(Stream.concat(healthy.stream(), later.stream()).toList());
        assertThat(deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("STARTED_TOO_OFTEN");
            assertThat(letter.deliveries()).isEqualTo(10);
            ChapterEnvelope kept = wire.decode(topics.stage(Stage.WRITE), Objects.requireNonNull(letter.value()));
            assertThat(kept.id().bookId()).isEqualTo(WorkerProcess.POISON);
        });
    }

    @Test
    void killedWhileAnEnvelopeOnlyWaitsItHasNotBeenStarted() throws Exception {
        List<ChapterId> chapters = publish("patient", 6);
        for (int kill = 1; kill <= 3; kill++) {
            int before = calls().size();
            Process process = worker("one", -1);
            await().atMost(PATIENCE).until(() -> calls().size() - before >= LANES);
            process.destroyForcibly().waitFor();
        }
        assertThat(read(topics.stageRuns())).isEmpty();

        worker("one", 5);

        awaitOneOutputEach(chapters);
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotMadeAgain() throws Exception {
        List<ChapterId> chapters = publish("unanswered", 24);
        AtomicInteger lost = new AtomicInteger();
        CommitProbe probe = step -> {
            if (step == CommitProbe.Step.AFTER_COMMIT && lost.incrementAndGet() <= 3) {
                throw new TimeoutException("the answer to the commit did not come");
            }
        };
        StageServiceSettings settings =
                StageServiceSettings.of(Map.of("bootstrap.servers", broker.bootstrapServers()), "one", LANES);
        StageLogic logic = new WorkerProcess.LedgerLogic(ledger, 20);
        try (StageService service = StageService.start(settings, logic, topics, wire, probe)) {
            await().atMost(PATIENCE).until(() -> lost.get() > 3 && envelopes().size() >= chapters.size());
            assertThat(service.alive()).isTrue();
        }

        awaitOneOutputEach(chapters);
        assertThat(calls()).as("every call was made once").hasSize(chapters.size());
    }

    @Test
    void ofTwoProcessesWithOneInstanceIdOneSaysSoAndWaitsUntilTheOtherIsGone() throws Exception {
        List<ChapterId> chapters = new ArrayList<>(publish("twins", 24));
        StageServiceSettings settings =
                StageServiceSettings.of(Map.of("bootstrap.servers", broker.bootstrapServers()), "one", LANES);
        StageLogic logic = new WorkerProcess.LedgerLogic(ledger, 20);
        try (StageService first = StageService.start(settings, logic, topics, wire, CommitProbe.NONE)) {
            await().atMost(PATIENCE).until(() -> first.partitions().orElse(0) == PARTITIONS);
            try (StageService twin = StageService.start(settings, logic, topics, wire, CommitProbe.NONE)) {
                await().atMost(PATIENCE)
                        .until(() -> first.fencings() > 0 && twin.partitions().orElse(0) == PARTITIONS);
                awaitOneOutputEach(chapters);
                assertThat(twin.fencings()).isZero();
            }

            chapters.addAll(publish("alone-again", 24));
            awaitOneOutputEach(chapters);
            assertThat(first.alive()).isTrue();
        }
    }

    @Test
    void aResultThatIsTooLargeTakesNoOtherWithIt() throws Exception {
        PartitionProgress progress = new PartitionProgress(0, "");
        Random noise = new Random(1);
        List<Finished> finished = IntStream.range(0, 12)
                .mapToObj(number -> {
                    progress.take(number);
                    byte[] value = new byte[number == 3 ? 3_000_000 : 2000];
                    noise.nextBytes(value);
                    return new Finished(
                            new ConsumerRecord<>(topics.stage(Stage.WRITE).name(), 0, number, new byte[0], new byte[0]),
                            progress,
                            List.of(new ProducerRecord<>(
                                    topics.stage(Stage.EDIT).name(),
                                    0,
                                    ("large/" + number).getBytes(StandardCharsets.UTF_8),
                                    value)));
                })
                .toList();
        StageServiceSettings settings =
                StageServiceSettings.of(Map.of("bootstrap.servers", broker.bootstrapServers()), "one", LANES);
        List<Long> tooLarge = new ArrayList<>();
        try (Committer committer = new Committer(
                "committer",
                new StageClients(settings, topics.prefix(), Stage.WRITE)::transactional,
                (guilty, cause) -> {
                    tooLarge.add(guilty.source().offset());
                    return new Finished(guilty.source(), guilty.progress(), List.of());
                },
                partitions -> Map.of(),
                CommitProbe.NONE,
                false)) {
            committer.group(new ConsumerGroupMetadata("whoever"));
            finished.forEach(committer::hand);
            committer.start();
            await().atMost(PATIENCE).until(() -> committer.pending() == 0);
        }

        assertThat(tooLarge).containsExactly(3L);
        assertThat(raw(topics.stage(Stage.EDIT)).stream().map(RuntimeUnderFireTest::keyOf))
                .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 12)
                        .filter(number -> number != 3)
                        .mapToObj(number -> "large/" + number)
                        .toList());
    }

    @Test
    void whileItsModelDoesNotWorkAStageTakesNothingUp() {
        List<ChapterId> chapters = publish("unready", 6);
        AtomicBoolean ready = new AtomicBoolean();
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger runs = new AtomicInteger();
        StageLogic logic = new StageLogic() {
            @Override
            public Stage stage() {
                return Stage.WRITE;
            }

            @Override
            public SortedSet<Integer> scenes(ChapterEnvelope envelope) {
                return envelope.work().missingDrafts();
            }

            @Override
            public boolean ready() {
                asked.incrementAndGet();
                return ready.get();
            }

            @Override
            public StageResult run(ChapterEnvelope envelope, Start start) throws ChapterStoppedException {
                runs.incrementAndGet();
                throw new ChapterStoppedException("budget", RunFacts.none());
            }
        };
        StageServiceSettings settings =
                StageServiceSettings.of(Map.of("bootstrap.servers", broker.bootstrapServers()), "one", LANES);
        try (StageService service = StageService.start(settings, logic, topics, wire, CommitProbe.NONE)) {
            await().atMost(PATIENCE).until(() -> asked.get() > 100);
            assertThat(runs).hasValue(0);
            ready.set(true);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(read(topics.judgeResults()))
                            .hasSize(chapters.size())
                            .allMatch(envelope -> "budget".equals(envelope.stopReason())));
            assertThat(service.alive()).isTrue();
        }
    }

    @Test
    void whatCannotBeDecodedGoesToDeadLettersWithItsBytesAndNothingElseWaits() {
        byte[] noise = "no avro at all".getBytes(StandardCharsets.UTF_8);
        send(topics.stage(Stage.WRITE).name(), "noise/1", noise);
        List<ChapterId> chapters = publish("after-noise", 5);

        worker("one", 5);

        awaitOneOutputEach(chapters);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(deadLetters()).singleElement().satisfies(letter -> {
                    assertThat(letter.value()).isEqualTo(noise);
                    assertThat(letter.reason()).isEqualTo("UNDECODABLE");
                    assertThat(letter.topic())
                            .isEqualTo(topics.stage(Stage.WRITE).name());
                }));
    }

    @Test
    void killedWhileItsPartitionsMoveToAnotherNoPartitionIsLeftWithoutAnOwner() throws Exception {
        List<ChapterId> chapters = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ChapterId chapter = new ChapterId("in-hand", partition + 1);
            chapters.add(chapter);
            send(new ProducerRecord<>(
                    topics.stage(Stage.WRITE).name(),
                    partition,
                    chapter.toString().getBytes(StandardCharsets.UTF_8),
                    wire.encode(topics.stage(Stage.WRITE), planned(chapter))));
        }
        // Back within its session, so that the group does not notice that it was away.
        Duration session = Duration.ofSeconds(45);
        Process first = worker("one", 15_000, CommitProbe.Step.BEFORE, -1, session);
        await().atMost(PATIENCE).until(() -> calls().size() == PARTITIONS);
        chapters.addAll(publish("moving", 40));
        StageServiceSettings settings = new StageServiceSettings(
                Map.of("bootstrap.servers", broker.bootstrapServers()), "two", LANES, session, Duration.ofSeconds(20));
        try (StageService second = StageService.start(
                settings, new WorkerProcess.LedgerLogic(ledger, 20), topics, wire, CommitProbe.NONE)) {
            // The first has been told to give partitions up, and lets its calls in hand end before it does.
            await().atMost(PATIENCE).until(() -> second.partitions().orElse(PARTITIONS) == 0);
            first.destroyForcibly().waitFor();

            worker("one", 20, CommitProbe.Step.BEFORE, -1, session);

            awaitOneOutputEach(chapters);
        }
    }

    @Test
    void poisonThatComesWhileTheRegistryIsAwayGoesToDeadLettersWhenItIsBack() throws Exception {
        byte[] noise = "no avro at all".getBytes(StandardCharsets.UTF_8);
        int port = URI.create(registry.url()).getPort();
        registry.close();
        AtomicInteger askedInVain = new AtomicInteger();
        HttpServer away = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        away.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            askedInVain.incrementAndGet();
        });
        away.start();
        try {
            send(topics.stage(Stage.WRITE).name(), "noise/1", noise);
            worker("one", 5);
            await().atMost(PATIENCE).until(() -> askedInVain.get() > 0);
        } finally {
            away.stop(0);
            registry = EmbeddedRegistry.start(folder.resolve("registry"), port);
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(deadLetters())
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.value()).isEqualTo(noise)));
        awaitOneOutputEach(publish("after-outage", 20));
    }

    @Test
    void anEnvelopeThatIsAnothersByTheTimeItsStartIsRecordedIsNotCalledFor() throws Exception {
        assertThat(runWhile(asked -> asked == 1, new WorkerProcess.LedgerLogic(ledger, 1)))
                .isFalse();

        assertThat(calls()).isEmpty();
    }

    @Test
    void aCallThatFailedIsNotMadeAgainOnceItsEnvelopeIsAnothers() throws Exception {
        WorkerProcess.LedgerLogic logic = new WorkerProcess.LedgerLogic(ledger, 1) {
            @Override
            public StageResult run(ChapterEnvelope envelope, Start start) throws InterruptedException {
                super.run(envelope, start);
                // As if the answer had been an error.
                return super.run(envelope, start);
            }
        };

        assertThat(runWhile(asked -> asked <= 2, logic)).isFalse();

        assertThat(calls()).hasSize(1);
    }

    /** What a lane does with an envelope that stays this process's for so many questions; nothing may come of it. */
    private boolean runWhile(IntPredicate isMine, StageLogic logic) throws Exception {
        ChapterEnvelope envelope = planned(new ChapterId("late", 1));
        ConsumerRecord<byte[], byte[]> source = new ConsumerRecord<>(
                topics.stage(Stage.WRITE).name(), 0, 0, new byte[0], wire.encode(topics.stage(Stage.WRITE), envelope));
        List<Finished> handed = new ArrayList<>();
        AtomicInteger asked = new AtomicInteger();
        try (KafkaProducer<byte[], byte[]> starts = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            Lane lane = new Lane(
                    logic,
                    new StageRecords(topics, wire, Stage.WRITE, "one"),
                    starts,
                    () -> {},
                    handed::add,
                    CommitProbe.NONE,
                    true);

            boolean worked = lane.work(
                    new Delivery(source, envelope, new PartitionProgress(0, ""), 0),
                    begun -> isMine.test(asked.incrementAndGet()));

            starts.flush();
            assertThat(handed).isEmpty();
            assertThat(read(topics.stageRuns()).stream().map(StageRun::phase))
                    .containsExactly(StageRun.Phase.STARTED, StageRun.Phase.RELEASED);
            return worked;
        }
    }

    @Test
    void startsAreFoundThoughTheEnvelopesClockWasAnHourAhead() {
        ChapterEnvelope envelope = planned(new ChapterId("clock", 1));
        StageRecords records = new StageRecords(topics, wire, Stage.WRITE, "one");
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(records.started(envelope, new TreeSet<>(Set.of(1, 2))));
        }
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", broker.bootstrapServers());
        StartCounts counts = new StartCounts();
        long ahead = System.currentTimeMillis() + Duration.ofHours(1).toMillis();

        for (int partition = 0; partition < PARTITIONS; partition++) {
            counts.read(settings, topics, wire, partition, ahead);
        }

        assertThat(counts.of(envelope, Stage.WRITE)).isEqualTo(1);
    }

    @Test
    void everyFinishedRunLeftOneStartedAndOneFinishedRecord() {
        List<ChapterId> chapters = publish("records", 10);

        worker("one", 5);

        awaitOneOutputEach(chapters);
        Map<StageRun.Phase, Long> phases = read(topics.stageRuns()).stream()
                .collect(Collectors.groupingBy(StageRun::phase, Collectors.counting()));
        assertThat(phases).isEqualTo(Map.of(StageRun.Phase.STARTED, 10L, StageRun.Phase.FINISHED, 10L));
    }

    private void awaitOneOutputEach(List<ChapterId> chapters) {
        await().atMost(PATIENCE).until(() -> envelopes().size() >= chapters.size());
        Map<ChapterId, Long> outputs =
                envelopes().stream().collect(Collectors.groupingBy(ChapterEnvelope::id, Collectors.counting()));
        assertThat(outputs).isEqualTo(chapters.stream().collect(Collectors.toMap(Function.identity(), chapter -> 1L)));
    }

    private void awaitOutputs(int count) {
        await().atMost(PATIENCE).until(() -> envelopes().size() >= count);
    }

    private Process worker(String instance, int callMillis) {
        return worker(instance, callMillis, CommitProbe.Step.BEFORE, -1);
    }

    private Process worker(String instance, int callMillis, CommitProbe.Step haltStep, int haltAt) {
        return worker(instance, callMillis, haltStep, haltAt, SESSION);
    }

    /** With another number of lanes than the usual. Nobody is to be taken for dead, however busy the machine is. */
    private Process scaled(String instance, int lanes) {
        return worker(instance, lanes, 100, CommitProbe.Step.BEFORE, -1, PATIENCE);
    }

    private Process worker(String instance, int callMillis, CommitProbe.Step haltStep, int haltAt, Duration session) {
        return worker(instance, LANES, callMillis, haltStep, haltAt, session);
    }

    private Process worker(
            String instance, int lanes, int callMillis, CommitProbe.Step haltStep, int haltAt, Duration session) {
        Process process = WorkerProcess.start(List.of(
                broker.bootstrapServers(),
                registry.url(),
                topics.prefix(),
                instance,
                Integer.toString(lanes),
                Integer.toString(callMillis),
                ledger.toString(),
                haltStep.name(),
                Integer.toString(haltAt),
                Long.toString(session.toMillis())));
        processes.add(process);
        return process;
    }

    private static void signal(String signal, Process process) throws Exception {
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    private List<ChapterId> publish(String book, int count) {
        List<ChapterId> chapters = IntStream.rangeClosed(1, count)
                .mapToObj(number -> new ChapterId(book, number))
                .toList();
        for (ChapterId chapter : chapters) {
            send(
                    topics.stage(Stage.WRITE).name(),
                    chapter.toString(),
                    wire.encode(topics.stage(Stage.WRITE), planned(chapter)));
        }
        return chapters;
    }

    private static ChapterEnvelope planned(ChapterId chapter) {
        BookFrame frame =
                new BookFrame("Title", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(chapter, frame, "Salt", "Somebody arrives.", List.of(), null);
        SceneList scenes = new SceneList(
                null,
                null,
                List.of(
                        new ScenePlan(1, "arrive", null, List.of(), null, null, 500),
                        new ScenePlan(2, "leave", null, List.of(), null, null, 500)));
        ChapterEnvelope start = ChapterEnvelope.start(
                Digests.request(brief, StoryBible.initial(List.of(), List.of(), null)),
                StoryBible.initial(List.of(), List.of(), null),
                0);
        return start.afterStage(
                ChapterWork.nothing().withSceneList(scenes),
                new dev.storycrew.core.cost.StageCost(0, Stage.PLAN, dev.storycrew.core.cost.Usage.none()));
    }

    private static void send(String topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    private static void send(ProducerRecord<byte[], byte[]> what) {
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(what);
        }
    }

    private List<ChapterEnvelope> envelopes() {
        return read(topics.stage(Stage.EDIT));
    }

    private List<DeadLetter> deadLetters() {
        return read(topics.deadLetters());
    }

    private List<String> calls() throws IOException {
        return Files.exists(ledger) ? Files.readAllLines(ledger) : List.of();
    }

    private static String keyOf(ConsumerRecord<byte[], byte[]> found) {
        return new String(found.key(), StandardCharsets.UTF_8);
    }

    private static <T> List<T> read(Topic<T> topic) {
        return raw(topic).stream()
                .map(found -> wire.decode(topic, found.value()))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> raw(Topic<?> topic) {
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", broker.bootstrapServers());
        settings.setProperty("isolation.level", "read_committed");
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(values::add);
            }
        }
        return values;
    }
}
