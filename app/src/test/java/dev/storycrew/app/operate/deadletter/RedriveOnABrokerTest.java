package dev.storycrew.app.operate.deadletter;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.RealCluster;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redrives on a real broker, several at once and interrupted ones. No service runs: the topics tell what they did. */
@Tag("long")
class RedriveOnABrokerTest {
    private static final List<DeadLetter.Header> HEADERS =
            List.of(new DeadLetter.Header("traceparent", "00-ab-cd-01".getBytes(StandardCharsets.UTF_8)));

    @TempDir
    static Path folder;

    private static EmbeddedCluster cluster;
    private static final AtomicInteger ROUND = new AtomicInteger();

    private Connection connection;
    private TopicCatalogue topics;

    @BeforeAll
    static void startCluster() {
        cluster = EmbeddedCluster.start(DataFolder.lock(folder), "storycrew.", 0, 0);
    }

    @AfterAll
    static void stopCluster() throws Exception {
        cluster.close();
    }

    @BeforeEach
    void newTopics() {
        Connection shared = cluster.connection();
        topics = new TopicCatalogue(
                "t" + ROUND.incrementAndGet() + ".", shared.topics().partitions());
        connection = new Connection(shared.kafka(), shared.registry(), topics, (short) 1, true, shared.wire());
        assertThat(RealCluster.prepareTopics(connection)).isEmpty();
    }

    @Test
    void aRedriveGivesBackBytesAndHeadersAndIsMarkedInTheSameTransaction() {
        DeadLetter letter = giveUp(Stage.WRITE, Envelopes.of(1, null), "REFUSED", 3);

        redriveAll();

        TopicRecord back = records(topics.stage(Stage.WRITE)).get(0);
        assertThat(back.value()).isEqualTo(letter.value());
        assertThat(Objects.requireNonNull(back.key()).getBytes(StandardCharsets.UTF_8))
                .isEqualTo(letter.key());
        assertThat(back.partition()).isEqualTo(letter.partition());
        assertThat(Redriven.original(back.headers())).singleElement().satisfies(header -> {
            assertThat(header.name()).isEqualTo("traceparent");
            assertThat(header.value()).isEqualTo(HEADERS.get(0).value());
        });
        assertThat(Redriven.of(back.headers())).isEqualTo(new Redriven(letter.id(), 3, 0));
        assertThat(read(topics.commandResults())).singleElement().satisfies(result -> {
            assertThat(result.command().id()).isEqualTo(letter.redriveId());
            assertThat(result.command().kind()).isEqualTo(OperatorCommand.Kind.REDRIVE);
            assertThat(result.command().note()).isEqualTo("healed");
            assertThat(result.verdict()).isEqualTo(CommandResult.Verdict.DONE);
        });
        assertThat(read(topics.operatorCommands()))
                .extracting(OperatorCommand::id)
                .containsExactly(letter.redriveId());
        assertThat(LetterBox.read(connection).letters())
                .singleElement()
                .satisfies(one -> assertThat(one.state()).isEqualTo(Letter.State.REDRIVEN));
    }

    @Test
    void twoOperatorsRedriveAtOnceAndEachDeadLetterGoesBackOnce() throws Exception {
        List<DeadLetter> letters = IntStream.rangeClosed(1, 20)
                .mapToObj(number ->
                        giveUp(Stage.values()[number % 5], Envelopes.of(new ChapterId("book", number)), "FAILED", 1))
                .toList();
        Callable<Void> operator = () -> {
            while (true) {
                try {
                    redriveAll();
                    return null;
                } catch (SupersededException e) {
                    // As its message says: again.
                } catch (KafkaException e) {
                    // Now and then the broker answers the one that is fenced with an error of its own: again, too.
                }
            }
        };

        ExecutorService operators = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> done = operators.invokeAll(List.of(operator, operator));
            for (Future<Void> one : done) {
                one.get();
            }
        } finally {
            operators.shutdownNow();
        }

        assertThat(backOnTheirTopics()).isEqualTo(once(letters));
        assertThat(read(topics.commandResults()))
                .extracting(result -> result.command().id())
                .containsExactlyInAnyOrderElementsOf(
                        letters.stream().map(DeadLetter::redriveId).toList());
    }

    @Test
    void whoeverBeganFirstCanWriteNothingOnceAnotherHasBegun() {
        List<DeadLetter> letters = List.of(giveUp(Stage.EDIT, Envelopes.of(1, null), "REFUSED", 1));
        try (Redrive first = Redrive.begin(connection);
                Redrive second = Redrive.begin(connection)) {
            Letter letter = first.letters().get(0);

            assertThatThrownBy(() -> first.put(letter, "mia", null)).isInstanceOf(SupersededException.class);
            second.put(letter, "ole", null);
        }

        assertThat(backOnTheirTopics()).isEqualTo(once(letters));
        assertThat(read(topics.commandResults()))
                .singleElement()
                .satisfies(result -> assertThat(result.command().who()).isEqualTo("ole"));
    }

    @Test
    void aRedriveThatDiesBetweenRecordAndMarkHasDoneNeither() {
        List<DeadLetter> letters = List.of(giveUp(Stage.EDIT, Envelopes.of(1, null), "REFUSED", 1));

        assertThatThrownBy(() -> redrive(dying("send", 2, false))).isInstanceOf(KafkaException.class);
        assertThat(backOnTheirTopics()).isEmpty();
        redriveAll();

        assertThat(backOnTheirTopics()).isEqualTo(once(letters));
        assertThat(read(topics.commandResults())).hasSize(1);
    }

    @Test
    void aRedriveThatDiesAfterItsCommitWasSentHasDoneBoth() {
        List<DeadLetter> letters = List.of(giveUp(Stage.EDIT, Envelopes.of(1, null), "REFUSED", 1));

        assertThatThrownBy(() -> redrive(dying("commitTransaction", 1, true)))
                .hasMessageContaining("may or may not have been redriven");
        redriveAll();

        assertThat(backOnTheirTopics()).isEqualTo(once(letters));
        assertThat(read(topics.commandResults())).hasSize(1);
    }

    @Test
    void whatItsTopicDoesNotTakeHoldsUpNoOther() throws Exception {
        DeadLetter large = giveUp(Stage.WRITE, Envelopes.of(new ChapterId("book", 1)), "REFUSED", 1);
        DeadLetter other = giveUp(Stage.EDIT, Envelopes.of(new ChapterId("book", 2)), "REFUSED", 1);
        try (Admin admin = connection.admin();
                Redrive redrive = Redrive.begin(connection)) {
            ConfigResource topic = new ConfigResource(
                    ConfigResource.Type.TOPIC, topics.stage(Stage.WRITE).name());
            admin.incrementalAlterConfigs(Map.of(
                            topic,
                            List.of(new AlterConfigOp(
                                    new ConfigEntry("max.message.bytes", "100"), AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
            Map<String, Letter> letters = redrive.letters().stream()
                    .collect(Collectors.toMap(letter -> letter.letter().id(), Function.identity()));

            assertThatThrownBy(() -> redrive.put(Objects.requireNonNull(letters.get(large.id())), "mia", null))
                    .isInstanceOf(RefusedByTopicException.class)
                    .hasMessageContaining("raise the topic's max.message.bytes");
            redrive.put(Objects.requireNonNull(letters.get(other.id())), "mia", null);
        }

        assertThat(backOnTheirTopics()).isEqualTo(once(List.of(other)));
        assertThat(LetterBox.read(connection).letters())
                .filteredOn(letter -> letter.state() == Letter.State.OPEN)
                .extracting(letter -> letter.letter().id())
                .containsExactly(large.id());
    }

    @Test
    void whatNobodyWaitsForOrCanReadIsRefusedWithAReason() {
        ChapterEnvelope envelope = Envelopes.of(1, null);
        DeadLetter poison = giveUp(topics.stage(Stage.WRITE), "book/9", new byte[] {9, 9, 9}, "UNDECODABLE", 1);
        DeadLetter ended = giveUp(Stage.WRITE, envelope, "REFUSED", 1);
        send(topics.chapters(), "book/1", outcome(envelope));
        DeadLetter outcome = giveUp(
                topics.chapters(),
                "book/1",
                connection.wire().encode(topics.chapters(), outcome(envelope)),
                "FAILED",
                1);
        DeadLetter older = giveUp(Stage.PLAN, Envelopes.of(new ChapterId("book", 3)), "REFUSED", 1);
        DeadLetter newer = giveUp(Stage.PLAN, Envelopes.of(new ChapterId("book", 3)), "REFUSED", 1);

        Map<String, Letter> letters = LetterBox.read(connection).letters().stream()
                .collect(Collectors.toMap(letter -> letter.letter().id(), Function.identity()));

        assertThat(objection(letters, poison)).startsWith("its bytes cannot be decoded");
        assertThat(objection(letters, ended)).isEqualTo("chapter book/1 has since ended EXHAUSTED in run 1");
        assertThat(objection(letters, outcome)).contains("are not put back");
        assertThat(objection(letters, older)).contains("has a later dead letter, " + newer.id());
        assertThat(objection(letters, newer)).isNull();
        assertThat(backOnTheirTopics()).isEmpty();
        try (Redrive redrive = Redrive.begin(connection)) {
            assertThatThrownBy(() -> redrive.put(Objects.requireNonNull(letters.get(poison.id())), "mia", null))
                    .hasMessageContaining("cannot be decoded");
        }
    }

    private static @Nullable String objection(Map<String, Letter> letters, DeadLetter letter) {
        return Objects.requireNonNull(letters.get(letter.id())).objection();
    }

    @Test
    void whatMustGrowTooLargeAgainIsRefusedAndWhatMayNotIsPutBack() {
        ChapterEnvelope usual = Envelopes.of(1, null);
        giveUp(Stage.WRITE, usual, DeadLetter.TOO_LARGE, 1);
        ChapterId endless = new ChapterId("endless", 1);
        giveUp(Stage.EDIT, Envelopes.of(endless, "w".repeat(25_000)), DeadLetter.TOO_LARGE, 1);
        ChapterId full = new ChapterId("full", 1);
        giveUp(Stage.JUDGE, Envelopes.of(full, "w".repeat(1_900_000)), DeadLetter.TOO_LARGE, 1);

        List<Letter> letters = LetterBox.read(connection).letters();

        assertThat(letters)
                .extracting(Letter::state)
                .containsExactly(Letter.State.OPEN, Letter.State.CLOSED, Letter.State.CLOSED);
        assertThat(letters.get(1).objection())
                .startsWith("its request exceeds a limit (summary: must have at most 20000 characters")
                .contains("so it would fail again; ./storycrew cancel endless/1");
        assertThat(letters.get(2).objection()).contains("./storycrew cancel full/1");
        redriveAll();
        assertThat(records(topics.stage(Stage.WRITE))).hasSize(1);
        assertThat(records(topics.stage(Stage.EDIT))).isEmpty();
        assertThat(records(topics.stage(Stage.JUDGE))).isEmpty();
    }

    private void redriveAll() {
        redrive(KafkaRedriveProducer.REAL);
    }

    private void redrive(Function<Properties, Producer<byte[], byte[]>> producers) {
        try (Redrive redrive = Redrive.begin(connection, producers)) {
            for (Letter letter : redrive.letters()) {
                if (letter.state() == Letter.State.OPEN) {
                    redrive.put(letter, "mia", "healed");
                }
            }
        }
    }

    /** The producer of every redrive that is not interrupted. */
    private static final class KafkaRedriveProducer {
        static final Function<Properties, Producer<byte[], byte[]>> REAL =
                settings -> new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /**
     * A producer whose process dies at the nth call of a method: nothing that it is asked from there on reaches the broker.
     *
     * @param after true when that call itself still does
     */
    @SuppressWarnings("unchecked")
    private static Function<Properties, Producer<byte[], byte[]>> dying(String method, int nth, boolean after) {
        return settings -> {
            Producer<byte[], byte[]> real = KafkaRedriveProducer.REAL.apply(settings);
            AtomicInteger calls = new AtomicInteger();
            boolean[] dead = {false};
            return (Producer<byte[], byte[]>) Proxy.newProxyInstance(
                    RedriveOnABrokerTest.class.getClassLoader(),
                    new Class<?>[] {Producer.class},
                    (proxy, called, given) -> {
                        boolean dies = called.getName().equals(method) && calls.incrementAndGet() == nth;
                        try {
                            if (dies && !after) {
                                real.flush();
                            }
                            Object result = dead[0] || (dies && !after) ? null : called.invoke(real, given);
                            if (dies) {
                                dead[0] = true;
                                throw new KafkaException("the process dies");
                            }
                            return result;
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        };
    }

    private DeadLetter giveUp(Stage stage, ChapterEnvelope envelope, String reason, int deliveries) {
        Topic<ChapterEnvelope> topic = topics.stage(stage);
        return giveUp(topic, envelope.id().toString(), connection.wire().encode(topic, envelope), reason, deliveries);
    }

    private DeadLetter giveUp(Topic<?> topic, String key, byte[] value, String reason, int deliveries) {
        long offset = ROUND.incrementAndGet();
        DeadLetter letter = new DeadLetter(
                DeadLetter.id(topic.name(), 2, offset),
                topic.name(),
                2,
                offset,
                key.getBytes(StandardCharsets.UTF_8),
                value,
                "write",
                reason,
                "the model refused",
                null,
                deliveries,
                offset,
                HEADERS);
        send(topics.deadLetters(), key, letter);
        return letter;
    }

    private static ChapterOutcome outcome(ChapterEnvelope envelope) {
        return new ChapterOutcome(
                envelope.requestId(),
                envelope.brief(),
                envelope.run(),
                ChapterOutcome.Kind.EXHAUSTED,
                null,
                null,
                envelope.bible(),
                List.of(),
                List.of(),
                null,
                null,
                "EXHAUSTED",
                null,
                1,
                2,
                EndReason.UNKNOWN,
                null,
                Explanations.VERSION);
    }

    private <T> void send(Topic<T> topic, String key, T value) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("max.request.size", Integer.toString(TopicCatalogue.MAX_SENT_BYTES));
        try (Producer<byte[], byte[]> producer = KafkaRedriveProducer.REAL.apply(settings)) {
            producer.send(new ProducerRecord<>(
                    topic.name(),
                    key.getBytes(StandardCharsets.UTF_8),
                    connection.wire().encode(topic, value)));
        }
    }

    /** How often each dead letter is back, by its id. */
    private Map<String, Long> backOnTheirTopics() {
        List<TopicRecord> back = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            back.addAll(records(topics.stage(stage)));
        }
        return back.stream()
                .collect(Collectors.groupingBy(
                        each -> Objects.requireNonNull(Redriven.of(each.headers()))
                                .letter(),
                        Collectors.counting()));
    }

    private static Map<String, Long> once(List<DeadLetter> letters) {
        return letters.stream().collect(Collectors.toMap(DeadLetter::id, letter -> 1L));
    }

    private <T> List<T> read(Topic<T> topic) {
        return records(topic).stream()
                .map(each -> connection.wire().decode(topic, requireNonNull(each.value())))
                .toList();
    }

    private List<TopicRecord> records(Topic<?> topic) {
        List<TopicRecord> records = new ArrayList<>();
        TopicReader.open(connection, ReadPlan.all(List.of(topic))).forEach(records::add);
        return records;
    }
}
