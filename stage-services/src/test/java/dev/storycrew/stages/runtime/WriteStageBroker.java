package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.ScenePlan;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.testcluster.TestSystems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A broker and a registry for the tests of a class, with topics and a ledger of calls of its own for each of them. */
final class WriteStageBroker implements BeforeEachCallback, AfterAllCallback {
    static final int PARTITIONS = 4;
    static final int LANES = 4;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path folder;
    private final TestSystems systems;
    private final WireFormat wire;
    private TopicCatalogue topics = new TopicCatalogue("t0.", PARTITIONS);
    private int round;

    /** Starts both. */
    WriteStageBroker() {
        try {
            this.folder = Files.createTempDirectory("write-stage");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.systems = TestSystems.start(folder);
        this.wire = new WireFormat(
                new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", systems.registryUrl()))));
    }

    /** What one test wrote is nothing to the next. */
    @Override
    public void beforeEach(ExtensionContext context) {
        round++;
        topics = new TopicCatalogue(systems.prefix() + "t" + round + ".", PARTITIONS);
        try (Admin admin = Admin.create(Map.copyOf(kafka()))) {
            new TopicAdmin(admin, topics).createMissing((short) 1);
        }
    }

    TopicCatalogue topics() {
        return topics;
    }

    WireFormat wire() {
        return wire;
    }

    Map<String, String> kafka() {
        return Map.of("bootstrap.servers", bootstrapServers());
    }

    String bootstrapServers() {
        return systems.bootstrapServers();
    }

    String registryUrl() {
        return systems.registryUrl();
    }

    /** Returns the port on which the registry was. */
    int closeRegistry() {
        systems.stopRegistry();
        return URI.create(systems.registryUrl()).getPort();
    }

    void reopenRegistry() {
        systems.startRegistry();
    }

    /** Settings of a service in this process, with a session that nothing outlasts. */
    StageServiceSettings settings(String instance) {
        return StageServiceSettings.of(kafka(), instance, LANES);
    }

    Path ledger() {
        return folder.resolve("ledger-" + round);
    }

    /** What the model was called for, a chapter's id each, in order. */
    List<String> calls() throws IOException {
        return Files.exists(ledger()) ? Files.readAllLines(ledger()) : List.of();
    }

    List<ChapterId> publish(String book, int count) {
        List<ChapterId> chapters = IntStream.rangeClosed(1, count)
                .mapToObj(number -> new ChapterId(book, number))
                .toList();
        chapters.forEach(chapter -> send(write().name(), chapter.toString(), wire.encode(write(), planned(chapter))));
        return chapters;
    }

    List<ChapterId> publishOneToEachPartition(String book) {
        List<ChapterId> chapters = new ArrayList<>();
        for (int partition = 0; partition < PARTITIONS; partition++) {
            ChapterId chapter = new ChapterId(book, partition + 1);
            chapters.add(chapter);
            send(new ProducerRecord<>(
                    write().name(),
                    partition,
                    chapter.toString().getBytes(StandardCharsets.UTF_8),
                    wire.encode(write(), planned(chapter))));
        }
        return chapters;
    }

    void send(String topic, String key, byte[] value) {
        send(new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value));
    }

    void send(ProducerRecord<byte[], byte[]> what) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(what);
        }
    }

    KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(Map.copyOf(kafka()), new ByteArraySerializer(), new ByteArraySerializer());
    }

    Topic<ChapterEnvelope> write() {
        return topics.stage(Stage.WRITE);
    }

    /** What write gave on. */
    List<ChapterEnvelope> outputs() {
        return read(topics.stage(Stage.EDIT));
    }

    List<DeadLetter> deadLetters() {
        return read(topics.deadLetters());
    }

    void awaitOutputs(int count) {
        await().atMost(PATIENCE).until(() -> outputs().size() >= count);
    }

    void awaitOneOutputEach(List<ChapterId> chapters) {
        awaitOutputs(chapters.size());
        Map<ChapterId, Long> outputs =
                outputs().stream().collect(Collectors.groupingBy(ChapterEnvelope::id, Collectors.counting()));
        assertThat(outputs).isEqualTo(chapters.stream().collect(Collectors.toMap(Function.identity(), chapter -> 1L)));
    }

    <T> List<T> read(Topic<T> topic) {
        return raw(topic).stream()
                .map(found -> wire.decode(topic, found.value()))
                .toList();
    }

    /** A topic's committed records. */
    List<ConsumerRecord<byte[], byte[]>> raw(Topic<?> topic) {
        Properties settings = new Properties();
        settings.putAll(kafka());
        settings.setProperty("isolation.level", "read_committed");
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic.name(), partition))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    /** A chapter with two scenes that wait to be written. */
    static ChapterEnvelope planned(ChapterId chapter) {
        BookFrame frame =
                new BookFrame("Title", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief = new ChapterBrief(chapter, frame, "Salt", "Somebody arrives.", List.of(), null);
        StoryBible bible = StoryBible.initial(List.of(), List.of(), null);
        SceneList scenes = new SceneList(
                null,
                null,
                List.of(
                        new ScenePlan(1, "arrive", null, List.of(), null, null, 500),
                        new ScenePlan(2, "leave", null, List.of(), null, null, 500)));
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, System.currentTimeMillis())
                .afterStage(ChapterWork.nothing().withSceneList(scenes), new StageCost(0, Stage.PLAN, Usage.none()));
    }

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        systems.close();
        Utils.delete(folder.toFile());
    }
}
