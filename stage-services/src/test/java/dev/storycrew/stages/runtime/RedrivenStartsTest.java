package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.codec.Digests;
import dev.storycrew.schemas.serde.RegistryClient;
import dev.storycrew.schemas.serde.RegistrySettings;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Redriven;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicAdmin;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An envelope that was started too often has as many starts again when an operator puts it back, and keeps its count. */
class RedrivenStartsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final byte[] TRACE = "00-ab-cd-01".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final TopicCatalogue topics = new TopicCatalogue("t.", 1);

    @Test
    void anEnvelopeThatWasStartedTooOftenGetsNewStartsAndKeepsItsCount() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"));
                EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
            Map<String, String> kafka = Map.of("bootstrap.servers", broker.bootstrapServers());
            WireFormat wire = new WireFormat(
                    new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
            try (Admin admin = Admin.create(Map.copyOf(kafka))) {
                new TopicAdmin(admin, topics).createMissing((short) 1);
            }
            ChapterEnvelope envelope = planned();
            starts(kafka, wire, envelope);
            send(kafka, original(wire, envelope));
            StageServiceSettings settings =
                    new StageServiceSettings(kafka, "one", 2, Duration.ofSeconds(10), Duration.ofSeconds(5));
            StageLogic logic = new WorkerProcess.LedgerLogic(folder.resolve("ledger"), 1);
            try (StageService service = StageService.start(settings, logic, topics, wire, CommitProbe.NONE)) {
                assertThat(service.alive()).isTrue();
                DeadLetter first = letters(kafka, wire, 1).get(0);
                assertThat(first.reason()).isEqualTo("STARTED_TOO_OFTEN");
                assertThat(first.deliveries()).isEqualTo(10);
                assertThat(first.headers())
                        .singleElement()
                        .satisfies(header -> assertThat(header.value()).isEqualTo(TRACE));

                starts(kafka, wire, envelope);
                send(kafka, redriven(first, 10));
                DeadLetter second = letters(kafka, wire, 2).get(1);
                assertThat(second.deliveries())
                        .as("ten before the redrive and ten after it")
                        .isEqualTo(20);
                assertThat(second.headers()).hasSize(1);
                assertThat(second.value()).isEqualTo(first.value());

                send(kafka, redriven(second, 20));
                await().atMost(PATIENCE)
                        .until(() -> read(kafka, topics.stage(Stage.EDIT)).size() == 1);
                ConsumerRecord<byte[], byte[]> made =
                        read(kafka, topics.stage(Stage.EDIT)).get(0);
                assertThat(Redriven.of(made.headers())).isNull();
            }
        }
    }

    private ProducerRecord<byte[], byte[]> original(WireFormat wire, ChapterEnvelope envelope) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", TRACE);
        return new ProducerRecord<>(
                topics.stage(Stage.WRITE).name(),
                0,
                envelope.id().toString().getBytes(StandardCharsets.UTF_8),
                wire.encode(topics.stage(Stage.WRITE), envelope),
                headers);
    }

    private static ProducerRecord<byte[], byte[]> redriven(DeadLetter letter, long startsFrom) {
        return new ProducerRecord<>(
                letter.topic(),
                letter.partition(),
                letter.key(),
                letter.value(),
                new Redriven(letter.id(), letter.deliveries(), startsFrom).onto(letter.headers()));
    }

    /** Ten starts without an end. */
    private void starts(Map<String, String> kafka, WireFormat wire, ChapterEnvelope envelope) {
        StageRecords records = new StageRecords(topics, wire, Stage.WRITE, "one");
        for (int start = 0; start < 10; start++) {
            send(kafka, records.started(envelope, new TreeSet<>()));
        }
    }

    private static void send(Map<String, String> kafka, ProducerRecord<byte[], byte[]> what) {
        Properties settings = new Properties();
        settings.putAll(kafka);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(what);
        }
    }

    private List<DeadLetter> letters(Map<String, String> kafka, WireFormat wire, int count) {
        await().atMost(PATIENCE).until(() -> read(kafka, topics.deadLetters()).size() == count);
        return read(kafka, topics.deadLetters()).stream()
                .map(found -> wire.decode(topics.deadLetters(), found.value()))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(Map<String, String> kafka, Topic<?> topic) {
        Properties settings = new Properties();
        settings.putAll(kafka);
        settings.setProperty("isolation.level", "read_committed");
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic.name(), 0);
            consumer.assign(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            consumer.seekToBeginning(List.of(partition));
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static ChapterEnvelope planned() {
        BookFrame frame =
                new BookFrame("Title", "mystery", "en", null, 1000, 0.1, new Style(List.of(), null, List.of()));
        ChapterBrief brief =
                new ChapterBrief(new ChapterId("book", 1), frame, "Salt", "Somebody arrives.", List.of(), null);
        StoryBible bible = StoryBible.initial(List.of(), List.of(), null);
        SceneList scenes =
                new SceneList(null, null, List.of(new ScenePlan(1, "arrive", null, List.of(), null, null, 500)));
        return ChapterEnvelope.start(Digests.request(brief, bible), bible, System.currentTimeMillis())
                .afterStage(
                        ChapterWork.nothing().withSceneList(scenes),
                        new dev.storycrew.core.cost.StageCost(0, Stage.PLAN, dev.storycrew.core.cost.Usage.none()));
    }
}
