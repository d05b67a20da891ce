package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.serde.RegistryClient;
import dev.storycrew.schemas.serde.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.router.RouterSettings;
import dev.storycrew.topology.router.RouterTopology;
import dev.storycrew.topology.runtime.StreamsService;
import dev.storycrew.topology.runtime.StreamsSettings;
import dev.storycrew.topology.sequencer.OnFailure;
import dev.storycrew.topology.sequencer.SequencerTopology;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.Topology;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two routers and two sequencers on a real broker with four partitions; the stages are played by the test, which hands
 * every result in twice, as a runtime's open window may.
 */
class TwoInstancesTest {
    private static final int PARTITIONS = 4;
    private static final int BOOKS = 6;
    private static final int CHAPTERS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final TopicCatalogue topics = new TopicCatalogue("storycrew.", PARTITIONS);
    private final Random random = new Random(42);
    private final List<StreamsService> services = new ArrayList<>();

    @Test
    void everyChapterEndsOnceInOrderAndOneInstanceMayLeave() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
                EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
            WireFormat wire = new WireFormat(
                    new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            try (Admin admin = Admin.create(Map.copyOf(kafka))) {
                new TopicAdmin(admin, topics).createMissing((short) 1);
            }
            for (String instance : List.of("one", "two")) {
                start(kafka, "router", instance, RouterTopology.build(topics, wire, RouterSettings.defaults()));
                start(kafka, "sequencer", instance, SequencerTopology.build(topics, wire, OnFailure.CONTINUE));
            }
            try {
                playTheStages(kafka, wire);
                check(kafka, wire);
            } finally {
                services.forEach(StreamsService::close);
            }
        }
    }

    @Test
    void aBibleLargerThanABrokersUsualRecordPassesThroughItsInternalTopics() throws Exception {
        int bytes = 1_600_000;
        StringBuilder facts = new StringBuilder();
        while (facts.length() < bytes) {
            // So many different characters that compression does not bring it below the usual limit.
            facts.append((char) (' ' + random.nextInt(95)));
        }
        StoryBible large = StoryBible.initial(List.of(), List.of(facts.toString()), null);
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
                EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
            WireFormat wire = new WireFormat(
                    new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
            Map<String, String> kafka = Map.of(
                    "bootstrap.servers",
                    broker.bootstrapServers(),
                    "max.request.size",
                    Integer.toString(TopicCatalogue.MAX_MESSAGE_BYTES));
            try (Admin admin = Admin.create(Map.copyOf(kafka))) {
                new TopicAdmin(admin, topics).createMissing((short) 1);
            }
            start(kafka, "sequencer", "one", SequencerTopology.build(topics, wire, OnFailure.HOLD));
            try (KafkaProducer<byte[], byte[]> producer = producer(kafka)) {
                var brief = Chapters.request("book", 1).brief();
                send(producer, wire, topics.chapterRequests(), brief.id(), Digests.request(brief, large));
                producer.flush();
                await().atMost(PATIENCE).untilAsserted(() -> assertThat(read(kafka, wire, topics.stage(Stage.PLAN)))
                        .singleElement()
                        .satisfies(started -> assertThat(started.bible()).isEqualTo(large)));
                assertThat(internalTopicLimits(kafka))
                        .hasSizeGreaterThanOrEqualTo(4)
                        .allSatisfy(limit ->
                                assertThat(limit).isEqualTo(Integer.toString(TopicCatalogue.MAX_DEAD_LETTER_BYTES)));
            } finally {
                services.forEach(StreamsService::close);
            }
        }
    }

    /** The embedded broker's own limit is a large one already; other brokers' is not. */
    private static List<String> internalTopicLimits(Map<String, String> kafka) throws Exception {
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            List<ConfigResource> internal = admin.listTopics().names().get().stream()
                    .filter(name -> name.endsWith("-changelog") || name.endsWith("-repartition"))
                    .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                    .toList();
            return admin.describeConfigs(internal).all().get().values().stream()
                    .map(config -> config.get("max.message.bytes").value())
                    .toList();
        }
    }

    private void start(Map<String, String> kafka, String name, String instance, Topology topology) {
        services.add(StreamsService.start(
                new StreamsSettings(kafka, topics.prefix() + name, folder.resolve(name + instance), (short) 1),
                topology));
    }

    private void playTheStages(Map<String, String> kafka, WireFormat wire) {
        List<ChapterId> wanted = new ArrayList<>();
        try (KafkaProducer<byte[], byte[]> producer = producer(kafka);
                KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Stage stage : Stage.values()) {
                partitions.addAll(partitions(topics.stage(stage)));
            }
            partitions.addAll(partitions(topics.chapters()));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            for (int book = 1; book <= BOOKS; book++) {
                for (int chapter = CHAPTERS; chapter >= 1; chapter--) {
                    var request = Chapters.request("book-" + book, chapter);
                    wanted.add(request.brief().id());
                    send(
                            producer,
                            wire,
                            topics.chapterRequests(),
                            request.brief().id(),
                            request);
                }
            }
            int[] ended = {0};
            boolean[] left = {false};
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> {
                for (ConsumerRecord<byte[], byte[]> found : consumer.poll(Duration.ofMillis(50))) {
                    if (found.topic().equals(topics.chapters().name())) {
                        ended[0]++;
                    } else {
                        play(producer, wire, wire.decode(topics.stage(Stage.PLAN), found.value()), found.topic());
                    }
                }
                if (ended[0] >= BOOKS && !left[0]) {
                    left[0] = true;
                    services.remove(0).close();
                    services.remove(0).close();
                }
                return ended[0] >= wanted.size();
            });
        }
    }

    private void play(KafkaProducer<byte[], byte[]> producer, WireFormat wire, ChapterEnvelope taken, String topic) {
        boolean bible = topic.equals(topics.stage(Stage.BIBLE).name());
        ChapterEnvelope result = bible ? Chapters.withBible(taken) : Chapters.judged(taken, issues());
        Topic<ChapterEnvelope> to = bible ? topics.bibleResults() : topics.judgeResults();
        send(producer, wire, to, result.id(), result);
        send(producer, wire, to, result.id(), result);
    }

    private List<Issue> issues() {
        return switch (random.nextInt(4)) {
            case 0 -> List.of(Chapters.issue("hook", "scene 4"), Chapters.issue("prose", "scene 1"));
            case 1 -> List.of(Chapters.issue("structure", null));
            default -> List.of();
        };
    }

    private void check(Map<String, String> kafka, WireFormat wire) {
        List<ChapterOutcome> outcomes = read(kafka, wire, topics.chapters());
        assertThat(outcomes)
                .extracting(ChapterOutcome::chapter)
                .doesNotHaveDuplicates()
                .hasSize(BOOKS * CHAPTERS);
        Map<ChapterId, ChapterOutcome> byChapter =
                outcomes.stream().collect(Collectors.toMap(ChapterOutcome::chapter, Function.identity()));
        byChapter.forEach((id, outcome) -> {
            assertThat(outcome.history()).hasSizeBetween(1, 4);
            ChapterOutcome former = byChapter.get(new ChapterId(id.bookId(), Math.max(1, id.number() - 1)));
            if (id.number() > 1 && former != null) {
                assertThat(outcome.bible().facts()).containsAll(former.bible().facts());
            }
        });
        List<RetryDecision> decisions = read(kafka, wire, topics.retryDecisions());
        assertThat(decisions)
                .extracting(decision -> decision.chapter() + " " + decision.attempt())
                .doesNotHaveDuplicates();
        List<ChapterEnvelope> started = read(kafka, wire, topics.stage(Stage.PLAN)).stream()
                .filter(envelope -> envelope.attempt() == 0)
                .toList();
        assertThat(started)
                .extracting(ChapterEnvelope::id)
                .doesNotHaveDuplicates()
                .hasSize(BOOKS * CHAPTERS);
        assertThat(read(kafka, wire, topics.deadLetters())).isEmpty();
    }

    private <T> List<T> read(Map<String, String> kafka, WireFormat wire, Topic<T> topic) {
        List<T> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = consumer(kafka)) {
            List<TopicPartition> partitions = partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> values.add(wire.decode(topic, found.value())));
            }
        }
        return Collections.unmodifiableList(values);
    }

    private static List<TopicPartition> partitions(Topic<?> topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
    }

    private static <T> void send(
            KafkaProducer<byte[], byte[]> producer, WireFormat wire, Topic<T> topic, ChapterId id, T value) {
        producer.send(new ProducerRecord<>(
                topic.name(), id.toString().getBytes(StandardCharsets.UTF_8), wire.encode(topic, value)));
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, String> kafka) {
        Properties settings = new Properties();
        settings.putAll(kafka);
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, String> kafka) {
        Properties settings = new Properties();
        settings.putAll(kafka);
        settings.setProperty("isolation.level", "read_committed");
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
