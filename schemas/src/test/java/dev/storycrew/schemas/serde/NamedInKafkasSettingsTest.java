package dev.storycrew.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.Samples;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordDeserializationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An outside program on a real broker: the classes by name in Kafka's own settings, ours and Confluent's. */
@Tag("long")
class NamedInKafkasSettingsTest {
    private static final Topic<ChapterEnvelope> TOPIC = new TopicCatalogue("storycrew.", 1).judgeResults();

    @TempDir
    private static Path folder;

    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start(folder.resolve("kafka"));
        registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
    }

    @AfterAll
    static void stop() throws Exception {
        registry.close();
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(classes = {RegistryAvroSerializer.class, KafkaAvroSerializer.class})
    void whatAnOutsideProgramWritesOursAndConfluentsRead(Class<?> serializer) throws Exception {
        String topic = TOPIC.name() + "." + serializer.getSimpleName();
        create(topic);
        List<SpecificRecord> sent = new ArrayList<>();
        try (KafkaProducer<String, Object> producer =
                new KafkaProducer<>(settings("value.serializer", serializer.getName()))) {
            for (long seed = 0; seed < 20; seed++) {
                SpecificRecord value = Codecs.chapterEnvelope().encode(new Samples(seed).envelope());
                producer.send(new ProducerRecord<>(topic, "book/" + seed, value));
                sent.add(value);
            }
        }
        for (Class<?> reader : List.of(RegistryAvroDeserializer.class, KafkaAvroDeserializer.class)) {
            assertThat(read(topic, reader, true)).isEqualTo(sent);
            assertThat(read(topic, reader, false))
                    .hasSameSizeAs(sent)
                    .allSatisfy(value -> assertThat(value).isInstanceOf(GenericRecord.class));
        }
    }

    @Test
    void whatOurApplicationsWriteAnOutsideProgramReads() throws Exception {
        WireFormat wire =
                new WireFormat(new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
        ChapterEnvelope envelope = new Samples(3).envelope();
        String topic = "of-our-applications";
        send(topic, wire.encode(TOPIC, envelope));

        for (Class<?> reader : List.of(RegistryAvroDeserializer.class, KafkaAvroDeserializer.class)) {
            assertThat(read(topic, reader, true))
                    .singleElement()
                    .isEqualTo(Codecs.chapterEnvelope().encode(envelope));
        }
    }

    @Test
    void poisonComesOutOfTheConsumerAsPoisonAndCanBePassedOver() throws Exception {
        String topic = "with-poison";
        WireFormat wire =
                new WireFormat(new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
        byte[] good = wire.encode(TOPIC, new Samples(4).envelope());
        send(topic, new byte[] {1, 2, 3}, good);
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, Object> consumer =
                new KafkaConsumer<>(settings("value.deserializer", RegistryAvroDeserializer.class.getName()))) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));

            RecordDeserializationException poison = catchThrowableOfType(RecordDeserializationException.class, () -> {
                for (int polls = 0; polls < 100; polls++) {
                    consumer.poll(Duration.ofMillis(100));
                }
            });

            assertThat(poison).isNotNull().hasCauseInstanceOf(UndecodableException.class);
            assertThat(poison.offset()).isZero();
            consumer.seek(partition, 1);
            List<Object> read = new ArrayList<>();
            for (int polls = 0; polls < 100 && read.isEmpty(); polls++) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> read.add(found.value()));
            }
            assertThat(read).hasSize(1);
        }
    }

    @Test
    void aKeyThatIsNotHonouredEndsTheProducerBeforeItStarts() {
        Map<String, Object> settings = settings("value.serializer", RegistryAvroSerializer.class.getName());
        settings.put("use.schema.id", 5);

        assertThatThrownBy(() -> new KafkaProducer<String, Object>(settings))
                .isInstanceOf(KafkaException.class)
                .hasStackTraceContaining("use.schema.id is not supported");
    }

    private static void create(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }

    private static List<Object> read(String topic, Class<?> deserializer, boolean specific) {
        Map<String, Object> settings = settings("value.deserializer", deserializer.getName());
        settings.put("specific.avro.reader", specific);
        TopicPartition partition = new TopicPartition(topic, 0);
        List<Object> read = new ArrayList<>();
        try (KafkaConsumer<String, Object> consumer = new KafkaConsumer<>(settings)) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(found -> read.add(found.value()));
            }
        }
        return read;
    }

    private static void send(String topic, byte[]... values) throws Exception {
        create(topic);
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(settings("value.serializer", ByteArraySerializer.class.getName()))) {
            for (byte[] value : values) {
                producer.send(new ProducerRecord<>(topic, "key", value));
            }
        }
    }

    private static Map<String, Object> settings(String key, String className) {
        return new HashMap<>(Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "schema.registry.url",
                registry.url(),
                "key.serializer",
                StringSerializer.class.getName(),
                "key.deserializer",
                StringDeserializer.class.getName(),
                key,
                className));
    }
}
