package dev.storycrew.bench.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.bench.HistoryMaker;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.history.Connection;
import dev.storycrew.history.TopicTail;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Books that go on elsewhere: on a copy of the broker's folder, and on another cluster (docs/backup.md). */
@Tag("long")
class MovingHouseTest {
    private static final int BOOKS = 4;
    private static final int CHAPTERS_OF_A_BOOK = 3;
    private static final int CHAPTERS = BOOKS * CHAPTERS_OF_A_BOOK;
    /** So many have ended when the house is moved. */
    private static final int SOME = 4;

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final Duration LOOK = Duration.ofSeconds(1);

    @TempDir
    private Path folder;

    @Test
    void aBookGoesOnOnAnotherClusterThatMirrorMakerFilledAndNoCallIsMadeAgain() throws Exception {
        Path oldData = folder.resolve("old");
        Path newData = folder.resolve("new");
        try (EmbeddedCluster old =
                EmbeddedCluster.start(DataFolder.lock(oldData), TopicCatalogue.DEFAULT_PREFIX, 0, 0)) {
            Submission.publish(old.connection(), requests());
            workUntilDrained(config("old.yaml", old.connection()), SOME);
            copy(oldData.resolve("registry"), newData.resolve("registry"));
            try (EmbeddedBroker broker = EmbeddedBroker.start(newData.resolve("kafka"), 0);
                    EmbeddedRegistry registry = EmbeddedRegistry.start(newData.resolve("registry"), 0)) {
                mirror(old.connection().kafka().get("bootstrap.servers"), broker.bootstrapServers());
                Path config = config("new.yaml", broker.bootstrapServers(), registry.url());
                assertThat(say(config, "topics", "create").out())
                        .contains("topic storycrew.plan has message.timestamp.type=CreateTime", ", 1 of them new");
                giveTopicsTheirSettings(broker.bootstrapServers());

                Said prepared = say(config, "topics", "create");
                assertThat(prepared.exit()).as(prepared.out()).isZero();
                assertThat(ended(config)).isGreaterThanOrEqualTo(SOME).isLessThan(CHAPTERS);
                workUntil(config, CHAPTERS);

                assertAllIsWellAndNothingWasDoneTwice(config);
            }
        }
    }

    @Test
    void aBookGoesOnOnACopyOfTheFolderWhateverWasInHand() throws Exception {
        Path original = folder.resolve("original");
        try (EmbeddedCluster cluster =
                EmbeddedCluster.start(DataFolder.lock(original), TopicCatalogue.DEFAULT_PREFIX, 0, 0)) {
            Submission.publish(cluster.connection(), requests());
            workUntil(config("original.yaml", cluster.connection()), SOME);
        }
        Path copy = folder.resolve("copy");
        copy(original, copy);
        try (EmbeddedCluster cluster =
                EmbeddedCluster.start(DataFolder.lock(copy), TopicCatalogue.DEFAULT_PREFIX, 0, 0)) {
            Path config = config("copy.yaml", cluster.connection());
            assertThat(ended(config)).isGreaterThanOrEqualTo(SOME).isLessThan(CHAPTERS);
            workUntil(config, CHAPTERS);

            assertAllIsWellAndNothingWasDoneTwice(config);
        }
    }

    private static List<ChapterRequest> requests() {
        return HistoryMaker.requests(BOOKS * 10).stream()
                .filter(request -> request.brief().id().number() <= CHAPTERS_OF_A_BOOK)
                .toList();
    }

    /** Works until so many chapters have ended, and stops as SIGTERM does. */
    private void workUntil(Path file, int chapters) throws Exception {
        Config config = ConfigFile.load(file, Map.of());
        try (Services services = services(file, config, "all")) {
            services.startAll();
            await().atMost(PATIENCE).pollInterval(LOOK).until(() -> ended(file) >= chapters);
        }
    }

    /** The same, but for chapters that are under way: the sequencer stops first, so that no other begins. */
    private void workUntilDrained(Path file, int chapters) throws Exception {
        Config config = ConfigFile.load(file, Map.of());
        try (Services rest = services(file, config, "rest")) {
            rest.startRouter();
            rest.startLedger();
            for (Stage stage : Stage.values()) {
                rest.startStage(stage);
            }
            try (Services sequencer = services(file, config, "sequencer")) {
                sequencer.startSequencer();
                await().atMost(PATIENCE).pollInterval(LOOK).until(() -> ended(file) >= chapters);
            }
            await().atMost(PATIENCE)
                    .pollInterval(LOOK)
                    .until(() -> !say(file, "status", "--json").out().contains("UNDER_WAY"));
        }
    }

    private Services services(Path file, Config config, String name) {
        return new Services(
                RealCluster.connect(config), config, new Models(config), "1", folder.resolve(file + "-" + name));
    }

    private void mirror(String from, String to) throws Exception {
        Map<TopicPartition, Long> wanted = records(from);
        Map<TopicPartition, Long> positions = new HashMap<>();
        for (Stage stage : Stage.values()) {
            groupOffsets(from, stage).keySet().forEach(partition -> positions.put(partition, wanted.get(partition)));
        }
        try (Mirror mirror = Mirror.start(folder, from, to)) {
            await().atMost(PATIENCE).pollInterval(LOOK).untilAsserted(() -> {
                assertThat(mirror.runs()).as(mirror.log()).isTrue();
                assertThat(records(to)).containsAllEntriesOf(wanted);
                Map<TopicPartition, Long> carried = new HashMap<>();
                for (Stage stage : Stage.values()) {
                    carried.putAll(groupOffsets(to, stage));
                }
                assertThat(carried)
                        .as("each stage goes on behind all that was copied")
                        .isEqualTo(positions);
            });
        }
    }

    /** MirrorMaker keeps the time of the original record, which only a topic with the producer's time can take. */
    private static void giveTopicsTheirSettings(String bootstrap) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            new TopicAdmin(admin, new TopicCatalogue(TopicCatalogue.DEFAULT_PREFIX, TopicCatalogue.EMBEDDED_PARTITIONS))
                    .applySettings();
        }
    }

    private static void assertAllIsWellAndNothingWasDoneTwice(Path file) throws Exception {
        Said verified = say(file, "audit", "verify");
        assertThat(verified.exit()).as(verified.out()).isZero();
        assertThat(verified.out()).contains(CHAPTERS + " chapters:", "0 under way");
        Map<String, Integer> runs = new TreeMap<>();
        Connection connection = RealCluster.connect(ConfigFile.load(file, Map.of()));
        try (TopicTail tail =
                TopicTail.start(connection, List.of(connection.topics().stageRuns()), (topic, origin, value) -> {
                    if (value instanceof StageRun run && run.ended()) {
                        String which = run.chapter() + ", run " + run.run() + ", attempt " + run.attempt();
                        runs.merge(which + ", " + run.stage(), 1, Integer::sum);
                    }
                })) {
            tail.awaitCaughtUp(PATIENCE);
        }
        assertThat(runs).hasSizeGreaterThanOrEqualTo(CHAPTERS * Stage.values().length);
        assertThat(runs.values()).as(runs.toString()).containsOnly(1);
    }

    private static int ended(Path config) throws IOException {
        JsonNode status =
                new ObjectMapper().readTree(say(config, "status", "--json").out());
        int ended = 0;
        for (JsonNode chapter : status) {
            String state = chapter.path("state").asText();
            ended += state.equals("ACCEPTED") || state.equals("EXHAUSTED") ? 1 : 0;
        }
        return ended;
    }

    private record Said(int exit, String out) {}

    private static Said say(Path config, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = StoryCrew.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(all.toArray(String[]::new));
        return new Said(exit, out.toString() + err);
    }

    private Path config(String name, Connection connection) throws IOException {
        return config(
                name,
                connection.kafka().get("bootstrap.servers"),
                connection.registry().get("schema.registry.url"));
    }

    private Path config(String name, String broker, String registry) throws IOException {
        HistoryMaker.config(folder);
        String model = Files.readString(folder.resolve("bench-history.yaml")).replace("latency: 0s", "latency: 300ms");
        return Files.writeString(folder.resolve(name), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {partitions: 4, replication-factor: 1}
                """.formatted(broker, registry) + model);
    }

    /** How many committed records each partition of ours holds. */
    private static Map<TopicPartition, Long> records(String bootstrap) throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrap,
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "enable.auto.commit", "false");
        Map<TopicPartition, Long> counts = new HashMap<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.listTopics().entrySet().stream()
                    .filter(topic -> topic.getKey().startsWith("storycrew."))
                    .filter(topic -> !topic.getKey().matches("storycrew[.](chapter-cards|cards-.*)"))
                    .flatMap(topic -> topic.getValue().stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            Set<TopicPartition> open = new HashSet<>(partitions);
            while (!open.isEmpty()) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(each ->
                                counts.merge(new TopicPartition(each.topic(), each.partition()), 1L, Long::sum));
                open.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
            }
        }
        return counts;
    }

    /** What a stage's group has committed. */
    private static Map<TopicPartition, Long> groupOffsets(String bootstrap, Stage stage) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrap))) {
            Map<TopicPartition, Long> offsets = new HashMap<>();
            admin.listConsumerGroupOffsets(TopicCatalogue.DEFAULT_PREFIX + stage.label())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .forEach((partition, offset) -> offsets.put(partition, offset.offset()));
            return offsets;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file));
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }
}
