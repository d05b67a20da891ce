package dev.storycrew.stages.runtime;

import static dev.storycrew.stages.runtime.WriteStageBroker.LANES;
import static dev.storycrew.stages.runtime.WriteStageBroker.PARTITIONS;
import static dev.storycrew.stages.runtime.WriteStageBroker.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.ChapterId;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes of the runtime on a real broker, killed, stopped and joined; the checker reads topics and ledger. */
@Tag("long")
class RuntimeUnderFireTest {
    private static final Duration SESSION = Duration.ofSeconds(4);
    private static final Duration UNDISTURBED = Duration.ofSeconds(20);

    @RegisterExtension
    static final WriteStageBroker broker = new WriteStageBroker();

    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void killProcesses() {
        processes.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @EnumSource(CommitProbe.Step.class)
    @Tag("containers")
    void killedAroundTheCommitEveryEnvelopeStillHasOneOutput(CommitProbe.Step step) throws Exception {
        List<ChapterId> chapters = broker.publish("kill", 30);
        Process victim = worker("one", 30, step, 3);
        assertThat(victim.waitFor()).isEqualTo(137);

        worker("one", 30);

        broker.awaitOneOutputEach(chapters);
        assertThat(broker.calls().size() - chapters.size())
                .as("calls repeated: at most those in hand at the one death")
                .isBetween(0, LANES * 2);
    }

    @Test
    void whatWasCommittedBeforeACrashIsNotCalledAgainThoughEarlierOffsetsAreOpen() throws Exception {
        List<ChapterId> chapters = broker.publish("bitmap", 24);
        Process victim = worker("one", 20, CommitProbe.Step.AFTER_COMMIT, 4);
        assertThat(victim.waitFor()).isEqualTo(137);
        List<String> committed = broker.outputs().stream()
                .map(envelope -> envelope.id().toString())
                .toList();
        assertThat(committed).isNotEmpty();
        List<String> before = broker.calls();

        worker("one", 20);

        broker.awaitOneOutputEach(chapters);
        List<String> afterwards =
                broker.calls().subList(before.size(), broker.calls().size());
        assertThat(afterwards).doesNotContainAnyElementsOf(committed);
    }

    @Test
    @Tag("containers")
    void aProcessStoppedPastItsSessionAndContinuedAddsNoSecondOutput() throws Exception {
        List<ChapterId> chapters = broker.publish("stop", 60);
        Process stopped = worker("one", 100);
        broker.awaitOutputs(5);
        signal("STOP", stopped);
        Process other = worker("two", 20);
        await().atMost(PATIENCE).until(() -> broker.outputs().size() >= 50);
        signal("CONT", stopped);

        broker.awaitOneOutputEach(chapters);
        assertThat(other.isAlive()).isTrue();
        assertThat(stopped.isAlive()).isTrue();
        assertThat(broker.calls().size() - chapters.size()).isBetween(0, LANES * 2);
    }

    @Test
    void processesAndLanesScaledUpAndDownUnderLoadLoseAndRepeatNothing() throws Exception {
        List<ChapterId> chapters = broker.publish("scale", 120);
        Process first = scaled("one", LANES);
        broker.awaitOutputs(10);
        Process second = scaled("two", 1);
        broker.awaitOutputs(30);
        second.destroy();
        second.waitFor();
        second = scaled("two", 4 * LANES);
        broker.awaitOutputs(50);
        Process third = scaled("three", LANES);
        broker.awaitOutputs(70);
        first.destroy();
        assertThat(first.waitFor()).isNotEqualTo(137);
        second.destroy();
        second.waitFor();

        broker.awaitOneOutputEach(chapters);
        assertThat(third.isAlive()).isTrue();
        assertThat(broker.calls()).as("every call was made once").hasSize(chapters.size());
    }

    @Test
    void anEnvelopeThatKillsItsProcessGoesToDeadLettersAloneAfterTenStarts() throws Exception {
        List<ChapterId> healthy = broker.publish("healthy", 12);
        broker.publish(WorkerProcess.POISON, 1);
        List<ChapterId> later = broker.publish("later", 12);
        int deaths = 0;
        Process process = worker("one", 20);
        while (deaths < 10) {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("death %s", deaths)
                    .isTrue();
            deaths++;
            process = worker("one", 20);
        }
        await().atMost(PATIENCE).until(() -> !broker.deadLetters().isEmpty());

        assertThat(process.isAlive()).isTrue();
        broker.awaitOneOutputEach(
                Stream.concat(healthy.stream(), later.stream()).toList());
        assertThat(broker.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo("STARTED_TOO_OFTEN");
            assertThat(letter.deliveries()).isEqualTo(10);
            ChapterEnvelope kept = broker.wire().decode(broker.write(), Objects.requireNonNull(letter.value()));
            assertThat(kept.id().bookId()).isEqualTo(WorkerProcess.POISON);
        });
    }

    @Test
    void killedWhileAnEnvelopeOnlyWaitsItHasNotBeenStarted() throws Exception {
        List<ChapterId> chapters = broker.publish("patient", 6);
        for (int kill = 1; kill <= 3; kill++) {
            int before = broker.calls().size();
            Process process = worker("one", -1);
            await().atMost(PATIENCE).until(() -> broker.calls().size() - before >= LANES);
            process.destroyForcibly().waitFor();
        }
        assertThat(broker.read(broker.topics().stageRuns())).isEmpty();

        worker("one", 5);

        broker.awaitOneOutputEach(chapters);
        assertThat(broker.deadLetters()).isEmpty();
    }

    @Test
    @Tag("containers")
    void whatCannotBeDecodedGoesToDeadLettersWithItsBytesAndNothingElseWaits() {
        byte[] noise = "no avro at all".getBytes(StandardCharsets.UTF_8);
        broker.send(broker.write().name(), "noise/1", noise);
        List<ChapterId> chapters = broker.publish("after-noise", 5);

        worker("one", 5);

        broker.awaitOneOutputEach(chapters);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(broker.deadLetters())
                        .singleElement()
                        .satisfies(letter -> {
                            assertThat(letter.value()).isEqualTo(noise);
                            assertThat(letter.reason()).isEqualTo("UNDECODABLE");
                            assertThat(letter.topic()).isEqualTo(broker.write().name());
                        }));
    }

    @Test
    void killedWhileItsPartitionsMoveToAnotherNoPartitionIsLeftWithoutAnOwner() throws Exception {
        List<ChapterId> chapters = broker.publishOneToEachPartition("in-hand");
        // Back within its session, so that the group does not notice that it was away.
        Duration session = Duration.ofSeconds(45);
        Process first = worker("one", 15_000, CommitProbe.Step.BEFORE, -1, session);
        await().atMost(PATIENCE).until(() -> broker.calls().size() == PARTITIONS);
        chapters.addAll(broker.publish("moving", 40));
        StageServiceSettings settings =
                new StageServiceSettings(broker.kafka(), "two", LANES, session, Duration.ofSeconds(20));
        try (StageService second = StageService.start(
                settings, new WorkerProcess.LedgerLogic(broker.ledger(), 20), broker.topics(), broker.wire())) {
            // The first has been told to give partitions up, and lets its calls in hand end before it does.
            await().atMost(PATIENCE).until(() -> second.partitions().orElse(PARTITIONS) == 0);
            first.destroyForcibly().waitFor();

            worker("one", 20, CommitProbe.Step.BEFORE, -1, session);

            broker.awaitOneOutputEach(chapters);
        }
    }

    @Test
    @Tag("containers")
    void poisonThatComesWhileTheRegistryIsAwayGoesToDeadLettersWhenItIsBack() throws Exception {
        byte[] noise = "no avro at all".getBytes(StandardCharsets.UTF_8);
        int port = broker.closeRegistry();
        AtomicInteger askedInVain = new AtomicInteger();
        HttpServer away = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        away.createContext("/", exchange -> {
            exchange.sendResponseHeaders(503, -1);
            exchange.close();
            askedInVain.incrementAndGet();
        });
        away.start();
        try {
            broker.send(broker.write().name(), "noise/1", noise);
            worker("one", 5);
            await().atMost(PATIENCE).until(() -> askedInVain.get() > 0);
        } finally {
            away.stop(0);
            broker.reopenRegistry();
        }

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(broker.deadLetters())
                        .singleElement()
                        .satisfies(letter -> assertThat(letter.value()).isEqualTo(noise)));
        broker.awaitOneOutputEach(broker.publish("after-outage", 20));
    }

    @Test
    void everyFinishedRunLeftOneStartedAndOneFinishedRecord() {
        List<ChapterId> chapters = broker.publish("records", 10);

        worker("one", 5);

        broker.awaitOneOutputEach(chapters);
        Map<StageRun.Phase, Long> phases = broker.read(broker.topics().stageRuns()).stream()
                .collect(Collectors.groupingBy(StageRun::phase, Collectors.counting()));
        assertThat(phases).isEqualTo(Map.of(StageRun.Phase.STARTED, 10L, StageRun.Phase.FINISHED, 10L));
    }

    private Process worker(String instance, int callMillis) {
        return worker(instance, callMillis, CommitProbe.Step.BEFORE, -1);
    }

    private Process worker(String instance, int callMillis, CommitProbe.Step haltStep, int haltAt) {
        return worker(instance, callMillis, haltStep, haltAt, SESSION);
    }

    /**
     * With another number of lanes than the usual, and a session that nobody is taken for dead in, however busy the machine
     * is: one that has ended keeps its place for as long, so it must be much shorter than the patience.
     */
    private Process scaled(String instance, int lanes) {
        return worker(instance, lanes, 100, CommitProbe.Step.BEFORE, -1, UNDISTURBED);
    }

    private Process worker(String instance, int callMillis, CommitProbe.Step haltStep, int haltAt, Duration session) {
        return worker(instance, LANES, callMillis, haltStep, haltAt, session);
    }

    private Process worker(
            String instance, int lanes, int callMillis, CommitProbe.Step haltStep, int haltAt, Duration session) {
        Process process = WorkerProcess.start(List.of(
                broker.bootstrapServers(),
                broker.registryUrl(),
                broker.topics().prefix(),
                instance,
                Integer.toString(lanes),
                Integer.toString(callMillis),
                broker.ledger().toString(),
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
}
