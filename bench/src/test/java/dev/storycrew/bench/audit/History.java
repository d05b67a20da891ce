package dev.storycrew.bench.audit;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.app.operate.TakenRequests;
import dev.storycrew.audit.Audit;
import dev.storycrew.audit.AuditScope;
import dev.storycrew.audit.Policies;
import dev.storycrew.audit.Verification;
import dev.storycrew.audit.Violation;
import dev.storycrew.audit.canon.ReopenedBooks;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.PolicyDocument;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A history made by the real services, and copies of it with something changed, each under a prefix of its own. */
public final class History implements AutoCloseable {
    static final int CHAPTERS_OF_A_BOOK = 5;
    /** About two attempts: some chapters end by it, and some are decided near it. */
    private static final double CAP_USD = 0.0115;

    private final EmbeddedCluster cluster;
    private final List<TopicRecord> records = new ArrayList<>();
    private final List<CommandResult> commands = new ArrayList<>();

    private History(EmbeddedCluster cluster) {
        this.cluster = cluster;
    }

    public static History make(Path folder, int chapters) throws Exception {
        return make(folder, chapters, 0);
    }

    /**
     * Makes it.
     *
     * @param strict how many more chapters are made under a published policy with one retry
     */
    public static History make(Path folder, int chapters, int strict) throws Exception {
        DataFolder locked = DataFolder.lock(folder.resolve("data"));
        History history = new History(EmbeddedCluster.start(locked, TopicCatalogue.DEFAULT_PREFIX, 0, 0));
        Connection connection = history.connection();
        List<ChapterRequest> requests = HistoryMaker.requests(chapters + strict);
        Config usual = HistoryMaker.config(folder);
        HistoryMaker.make(connection, usual, folder.resolve("streams"), requests.subList(0, chapters), ended -> {});
        if (strict > 0) {
            String policy = PolicyFile.defaultText()
                    .replace("name: default", "name: strict")
                    .replace("max-retries: 3", "max-retries: 1")
                    // No edit mends a plan, so that retries run out.
                    .replace("[structure, continuity], level: FULL_RETRY", "[structure, continuity], level: EDIT_ONLY");
            Files.writeString(folder.resolve("strict.yaml"), policy);
            Path file = folder.resolve("strict-config.yaml");
            String often = Files.readString(folder.resolve("bench-history.yaml"))
                    .replace("structure: 0.25", "structure: 1.0")
                    .replace("safety: 0.05", "safety: 0.0");
            Files.writeString(file, often + "policy: strict.yaml\n");
            history.publishPolicy(new PolicyDocument("strict", "1", policy, "test", 1));
            HistoryMaker.make(
                    connection, ConfigFile.load(file, Map.of()), folder.resolve("streams"), requests, ended -> {});
        }
        history.read();
        return history;
    }

    /**
     * Makes one in which operators and policies step in: under a budget, with books that wait for a failed chapter.
     *
     * @param books how many books of five chapters
     */
    public static History operated(Path folder, int books) throws Exception {
        DataFolder locked = DataFolder.lock(folder.resolve("data"));
        History history = new History(EmbeddedCluster.start(locked, TopicCatalogue.DEFAULT_PREFIX, 0, 0));
        Connection connection = history.connection();
        HistoryMaker.config(folder);
        Path file = folder.resolve("operated.yaml");
        Files.writeString(
                file,
                Files.readString(folder.resolve("bench-history.yaml")).replace("continue", "hold")
                        + "budget: {per-chapter-usd: " + CAP_USD + "}\n");
        Config config = ConfigFile.load(file, Map.of());
        List<ChapterRequest> requests = HistoryMaker.requests(books * 10).stream()
                .filter(request -> request.brief().id().number() <= CHAPTERS_OF_A_BOOK)
                .toList();
        BlockingQueue<ChapterOutcome> outcomes = new LinkedBlockingQueue<>();
        BlockingQueue<ChapterId> planned = new LinkedBlockingQueue<>();
        try (Services services =
                        new Services(connection, config, new Models(config), "operated", folder.resolve("streams"));
                TopicTail tail = TopicTail.start(
                        connection,
                        List.of(
                                connection.topics().chapters(),
                                connection.topics().stage(Stage.PLAN)),
                        (topic, origin, value) -> {
                            if (value instanceof ChapterOutcome outcome) {
                                outcomes.add(outcome);
                            } else if (value instanceof ChapterEnvelope envelope) {
                                planned.add(envelope.id());
                            }
                        })) {
            services.startRouter();
            services.startSequencer();
            tail.awaitCaughtUp(Duration.ofSeconds(60));
            Submission.publish(connection, requests);
            ChapterId first = Objects.requireNonNull(planned.poll(60, TimeUnit.SECONDS));
            Operator operator = new Operator(connection);
            operator.cancel(first);
            operator.hold("bench-" + (books - 1));
            for (Stage stage : Stage.values()) {
                services.startStage(stage);
            }
            operate(operator, outcomes, requests.size(), "bench-" + (books - 1));
            history.commands.addAll(operator.done());
        }
        history.read();
        return history;
    }

    /**
     * Makes one of a book that grows: when its first chapter has begun, an update comes too late for it, another changes the
     * second and brings something into the bible, which the third names too.
     */
    public static History grown(Path folder, List<ChapterRequest> requests, List<ChapterRequest> updates)
            throws Exception {
        DataFolder locked = DataFolder.lock(folder.resolve("data"));
        History history = new History(EmbeddedCluster.start(locked, TopicCatalogue.DEFAULT_PREFIX, 0, 0));
        Connection connection = history.connection();
        Config config = HistoryMaker.config(folder);
        BlockingQueue<ChapterOutcome> outcomes = new LinkedBlockingQueue<>();
        BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
        try (Services services =
                        new Services(connection, config, new Models(config), "grown", folder.resolve("streams"));
                TopicTail tail = TopicTail.start(
                        connection,
                        List.of(
                                connection.topics().chapters(),
                                connection.topics().deadLetters(),
                                connection.topics().stage(Stage.PLAN)),
                        (topic, origin, value) -> {
                            if (value instanceof ChapterOutcome outcome) {
                                outcomes.add(outcome);
                            } else {
                                seen.add(value);
                            }
                        })) {
            services.startRouter();
            services.startSequencer();
            tail.awaitCaughtUp(Duration.ofSeconds(60));
            Submission.publish(connection, requests);
            Objects.requireNonNull(seen.poll(60, TimeUnit.SECONDS), "the first chapter begins");
            new TakenRequests(connection).await(Submission.publish(connection, updates), Duration.ofSeconds(60));
            for (Stage stage : Stage.values()) {
                services.startStage(stage);
            }
            for (ChapterRequest request : requests) {
                Objects.requireNonNull(
                        outcomes.poll(120, TimeUnit.SECONDS),
                        () -> request.brief().id() + " ends");
            }
        }
        history.read();
        return history;
    }

    /** Somebody does something while books are made. */
    @FunctionalInterface
    interface Operating {
        void run(Connection connection) throws Exception;
    }

    /** Somebody has accepted chapters made again. */
    @FunctionalInterface
    interface Redoing {
        /** @param crew makes all chapters; does not work before it is started */
        void run(Connection connection, ScriptedCrew crew) throws Exception;
    }

    /**
     * Makes one with the real router and sequencer, and stages that do as they are told.
     *
     * @param restsOn the chapter whose facts a chapter rests on
     * @param updates published before anything is made
     */
    static History redone(
            Path folder,
            Map<Integer, Integer> restsOn,
            List<ChapterRequest> requests,
            List<ChapterRequest> updates,
            Redoing then)
            throws Exception {
        DataFolder locked = DataFolder.lock(folder.resolve("data"));
        History history = new History(EmbeddedCluster.start(locked, TopicCatalogue.DEFAULT_PREFIX, 0, 0));
        Connection connection = history.connection();
        HistoryMaker.config(folder);
        Path file = folder.resolve("redone.yaml");
        Files.writeString(
                file, Files.readString(folder.resolve("bench-history.yaml")).replace("continue", "hold"));
        Config config = ConfigFile.load(file, Map.of());
        try (Services services =
                new Services(connection, config, new Models(config), "redone", folder.resolve("streams"))) {
            services.startRouter();
            services.startSequencer();
            Submission.publish(connection, requests);
            new TakenRequests(connection).await(Submission.publish(connection, updates), Duration.ofSeconds(60));
            try (ScriptedCrew crew = new ScriptedCrew(connection, restsOn)) {
                then.run(connection, crew);
            }
        }
        history.read();
        return history;
    }

    /** Makes one with all services and the rehearsal model; books go on without chapters that fail. */
    static History rehearsed(Path folder, List<ChapterRequest> requests, Operating then) throws Exception {
        DataFolder locked = DataFolder.lock(folder.resolve("data"));
        History history = new History(EmbeddedCluster.start(locked, TopicCatalogue.DEFAULT_PREFIX, 0, 0));
        Connection connection = history.connection();
        Config config = HistoryMaker.config(folder);
        try (Services services =
                new Services(connection, config, new Models(config), "rehearsed", folder.resolve("streams"))) {
            services.startAll();
            Submission.publish(connection, requests);
            then.run(connection);
        }
        history.read();
        return history;
    }

    /** In the order in which an audit reads them: what records of the same time led to comes later. */
    private void read() {
        Set<Topic<?>> topics =
                new LinkedHashSet<>(Verification.topics(connection().topics()));
        topics.addAll(connection().topics().all());
        TopicReader.open(connection(), ReadPlan.all(List.copyOf(topics))).forEach(records::add);
    }

    /** Until each chapter has been accepted or left behind. */
    private static void operate(
            Operator operator, BlockingQueue<ChapterOutcome> outcomes, int chapters, String heldBook) throws Exception {
        Set<ChapterId> settled = new HashSet<>();
        int changes = 0;
        while (settled.size() < chapters) {
            ChapterOutcome outcome =
                    Objects.requireNonNull(outcomes.poll(120, TimeUnit.SECONDS), () -> "settled: " + settled);
            boolean accepted = outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
            if (accepted || operator.decide(outcome)) {
                settled.add(outcome.chapter());
            }
            if (changes == 0 && settled.size() >= chapters / 8) {
                operator.release(heldBook);
                operator.publish("rollout-percent: 100", "rollout-percent: 50", "after: 2", "after: 1");
                changes++;
            } else if (changes == 1 && settled.size() >= chapters / 4) {
                operator.publish(
                        "max-retries: 3",
                        "max-retries: 1",
                        "{after: 2, to: FULL_RETRY}",
                        "{}",
                        ", clue_fairness]",
                        "]",
                        "[structure,",
                        "[clue_fairness, structure,");
                changes++;
            }
        }
    }

    private void publishPolicy(PolicyDocument document) throws Exception {
        Topic<PolicyDocument> topic = connection().topics().policies();
        Properties settings = new Properties();
        settings.putAll(connection().kafka());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic.name(),
                            (document.name() + "@" + document.version()).getBytes(StandardCharsets.UTF_8),
                            connection().wire().encode(topic, document)))
                    .get();
        }
    }

    public Connection connection() {
        return cluster.connection();
    }

    /** The operators' commands that were obeyed. */
    public List<CommandResult> commands() {
        return commands;
    }

    /** All of its records, by their times. */
    public List<TopicRecord> records() {
        return records;
    }

    /** What an audit finds in changed copies of its records. */
    List<Violation> audited(List<TopicRecord> changed) {
        List<Violation> violations = new ArrayList<>();
        Audit audit = new Audit(
                connection(),
                Policies.of(connection(), RetryPolicy.defaults()),
                ReopenedBooks.among(connection(), changed),
                AuditScope.everything(),
                null,
                topic -> true,
                violations::add);
        placed(changed).forEach(read -> audit.take(audit.look(read)));
        audit.finish();
        return violations;
    }

    /** Records with the offsets that a broker would give them in this order. */
    public static List<TopicRecord> placed(List<TopicRecord> records) {
        Map<String, Long> next = new HashMap<>();
        return records.stream()
                .map(each -> new TopicRecord(
                        each.topic(),
                        each.partition(),
                        next.merge(each.topic().name() + "-" + each.partition(), 1L, Long::sum) - 1,
                        each.timestamp(),
                        each.key(),
                        each.value()))
                .toList();
    }

    /** Where this very record is in a list. */
    public static int indexOf(List<TopicRecord> records, TopicRecord wanted) {
        for (int index = 0; index < records.size(); index++) {
            if (records.get(index) == wanted) {
                return index;
            }
        }
        throw new AssertionError(wanted.position() + " is not among the records");
    }

    /**
     * Publishes records under another prefix, to the same partitions.
     *
     * @return where each of them came to lie, in the order given
     */
    public List<Position> publish(String prefix, List<TopicRecord> changed) throws Exception {
        TopicCatalogue topics = new TopicCatalogue(prefix, connection().topics().partitions());
        try (Admin admin = Admin.create(Map.copyOf(connection().kafka()))) {
            // The copies keep the times of what they are copies of.
            admin.createTopics(topics.all().stream()
                            .map(topic -> {
                                Map<String, String> settings = new HashMap<>(topics.settings(topic));
                                settings.put("message.timestamp.type", "CreateTime");
                                return new NewTopic(topic.name(), topics.partitions(), (short) 1).configs(settings);
                            })
                            .toList())
                    .all()
                    .get();
        }
        Properties settings = new Properties();
        settings.putAll(connection().kafka());
        settings.setProperty("max.request.size", "4000000");
        // With more in flight an idempotent producer gets stuck here on batches of many partitions at once.
        settings.setProperty("max.in.flight.requests.per.connection", "1");
        List<Future<RecordMetadata>> sent = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (TopicRecord each : changed) {
                String name = prefix + shortName(each.topic());
                byte[] key = each.key() == null ? null : each.key().getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(
                        new ProducerRecord<>(name, each.partition(), each.timestamp(), key, each.value())));
            }
        }
        List<Position> positions = new ArrayList<>();
        for (Future<RecordMetadata> future : sent) {
            RecordMetadata metadata = future.get();
            positions.add(new Position(metadata.topic(), metadata.partition(), metadata.offset()));
        }
        return positions;
    }

    public String shortName(Topic<?> topic) {
        return topic.name().substring(connection().topics().prefix().length());
    }

    @Override
    public void close() throws Exception {
        cluster.close();
    }
}
