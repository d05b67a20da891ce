package dev.storycrew.bench.speed;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.text.Counted;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.topic.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker and all services in this process, with a rehearsal model, and the moments at which chapters have ended. */
public final class SpeedCluster implements AutoCloseable {
    /** A model that makes no mistakes, so that each chapter takes five calls. */
    public static final String NO_MISTAKES =
            "{word_count: 0, prose: 0, style: 0, hook: 0, continuity: 0, structure: 0, pacing: 0,"
                    + " motivation: 0, clue_fairness: 0, safety: 0}";

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long LOOK_MICROS = 200;

    private final Path settings;
    private final EmbeddedCluster cluster;
    private final Services services;
    private final TopicTail tail;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Map<ChapterId, Long> ended = new ConcurrentHashMap<>();

    /**
     * Starts it.
     *
     * @param folder a new one
     * @param lanes of each stage
     */
    SpeedCluster(Path folder, int lanes, String latency, String mistakes) throws IOException, InterruptedException {
        this(folder, lanes, latency, mistakes, Set.of());
    }

    /**
     * Starts it without some of the stages.
     *
     * @param elsewhere the stages that others run
     */
    SpeedCluster(Path folder, int lanes, String latency, String mistakes, Set<Stage> elsewhere)
            throws IOException, InterruptedException {
        this(folder, settings(folder, lanes, latency, mistakes), elsewhere, outcome -> {});
    }

    /**
     * Starts it.
     *
     * @param folder a new one
     * @param settings a configuration file
     * @param ends is told of each chapter that has ended
     */
    public SpeedCluster(Path folder, Path settings, Consumer<ChapterOutcome> ends)
            throws IOException, InterruptedException {
        this(folder, settings, Set.of(), ends);
    }

    private SpeedCluster(Path folder, Path settings, Set<Stage> elsewhere, Consumer<ChapterOutcome> ends)
            throws IOException, InterruptedException {
        this.settings = settings;
        Config config = ConfigFile.load(settings, Map.of());
        cluster = EmbeddedCluster.start(
                DataFolder.lock(folder.resolve("data")),
                config.cluster().topics().prefix(),
                0,
                0);
        services = new Services(cluster.connection(), config, new Models(config), "speed", folder.resolve("state"));
        services.startSequencer();
        services.startRouter();
        services.startLedger();
        Stream.of(Stage.values()).filter(stage -> !elsewhere.contains(stage)).forEach(services::startStage);
        tail = TopicTail.start(
                cluster.connection(), List.of(cluster.connection().topics().chapters()), (topic, origin, value) -> {
                    if (value instanceof ChapterOutcome outcome) {
                        ends.accept(outcome);
                        ended.put(outcome.chapter(), System.nanoTime());
                    }
                });
        Properties kafka = new Properties();
        kafka.putAll(cluster.connection().kafka());
        producer = new KafkaProducer<>(kafka, new ByteArraySerializer(), new ByteArraySerializer());
        while (!services.ready()) {
            TimeUnit.MICROSECONDS.sleep(LOOK_MICROS);
        }
    }

    /** Writes the configuration file of such a cluster. */
    public static Path settings(Path folder, int lanes, String latency, String mistakes) throws IOException {
        String settings = """
                llm:
                  default: {provider: rehearsal}
                  rehearsal: {seed: 11, latency: %2$s, mistakes: %3$s}
                stages: {plan: {lanes: %1$d}, write: {lanes: %1$d}, edit: {lanes: %1$d}, judge: {lanes: %1$d}, bible: {lanes: %1$d}}
                sequencer: {on-failure: continue}
                """;
        return Files.writeString(
                folder.resolve("speed.yaml"), String.format(Locale.ROOT, settings, lanes, latency, mistakes));
    }

    public Connection connection() {
        return cluster.connection();
    }

    /** The configuration of this cluster for a process that runs a stage of it, with so many lanes. */
    Path configFor(Stage stage, int lanes) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(settings));
        lines.removeIf(line -> line.startsWith("stages:"));
        lines.add("stages: {" + stage.label() + ": {lanes: " + lanes + "}}");
        lines.add("topics: {partitions: " + connection().topics().partitions() + "}");
        lines.add("kafka: {bootstrap.servers: \"%s\"}"
                .formatted(connection().kafka().get("bootstrap.servers")));
        lines.add("schema-registry: {schema.registry.url: \"%s\"}"
                .formatted(connection().registry().get("schema.registry.url")));
        return Files.write(settings.resolveSibling(stage.label() + "-" + lanes + ".yaml"), lines);
    }

    /** Publishes requests and returns when all their chapters have ended; how long that took, in seconds. */
    public double carry(List<ChapterRequest> requests) throws InterruptedException {
        Topic<ChapterRequest> topic = connection().topics().chapterRequests();
        long began = System.nanoTime();
        for (ChapterRequest request : requests) {
            producer.send(new ProducerRecord<>(
                    topic.name(),
                    request.brief().id().toString().getBytes(StandardCharsets.UTF_8),
                    connection().wire().encode(topic, request)));
        }
        long last = began;
        for (ChapterRequest request : requests) {
            last = Math.max(last, await(request.brief().id(), began));
        }
        return (last - began) / 1e9;
    }

    /**
     * Carries requests; how many of their chapters ended in a second, once the first ones were through.
     *
     * @param first how many that are
     */
    double perSecond(List<ChapterRequest> requests, int first) throws InterruptedException {
        carry(requests);
        List<Long> ends = requests.stream()
                .map(request -> endedAt(request.brief().id()))
                .sorted()
                .toList();
        return (requests.size() - first) * 1e9 / (ends.get(ends.size() - 1) - ends.get(first - 1));
    }

    private long await(ChapterId chapter, long began) throws InterruptedException {
        while (!ended.containsKey(chapter)) {
            if (System.nanoTime() - began > PATIENCE.toNanos()) {
                throw new IllegalStateException(
                        "chapter " + chapter + " did not end within " + Counted.of(PATIENCE.toMinutes(), "minute"));
            }
            TimeUnit.MICROSECONDS.sleep(LOOK_MICROS);
        }
        return endedAt(chapter);
    }

    /** When a chapter's outcome was seen, by {@link System#nanoTime}. */
    long endedAt(ChapterId chapter) {
        return Objects.requireNonNull(ended.get(chapter));
    }

    @Override
    public void close() throws IOException {
        producer.close();
        tail.close();
        services.close();
        cluster.close();
    }
}
