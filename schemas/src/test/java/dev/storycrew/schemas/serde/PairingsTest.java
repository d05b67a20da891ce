package dev.storycrew.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.Samples;
import dev.storycrew.schemas.codec.Codecs;
import io.confluent.kafka.schemaregistry.avro.AvroSchema;
import io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import io.confluent.kafka.schemaregistry.client.rest.entities.SchemaReference;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.util.RandomData;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Our serializer and deserializer and Confluent's own, set up by the same keys on one registry, in all four pairings. */
class PairingsTest {
    private static final String TOPIC = "some-topic";
    private static final int SEEDS = 50;
    private static final String STRATEGY = "value.subject.name.strategy";
    private static final String STRATEGIES = "io.confluent.kafka.serializers.subject.";
    private static final String SEAT =
            "{\"type\":\"record\",\"name\":\"Seat\",\"namespace\":\"t\",\"fields\":[{\"name\":\"row\",\"type\":\"int\"},"
                    + "{\"name\":\"kind\",\"type\":{\"type\":\"enum\",\"name\":\"Kind\",\"symbols\":[\"A\",\"B\"]}}]}";
    /** One field of every kind. */
    private static final Schema WHOLE = ticket(SEAT, true);

    @TempDir
    private Path folder;

    private EmbeddedRegistry registry;

    @BeforeEach
    void start() {
        registry = EmbeddedRegistry.start(folder, 0);
    }

    @AfterEach
    void stop() {
        registry.close();
    }

    /** What is registered beforehand, and the keys that both sides are given. */
    private enum Way {
        DEFAULTS(Map.of()),
        RECORD_NAME(Map.of(STRATEGY, STRATEGIES + "RecordNameStrategy")),
        TOPIC_RECORD_NAME(Map.of(STRATEGY, STRATEGIES + "TopicRecordNameStrategy")),
        NORMALIZED(Map.of("normalize.schemas", true)),
        WITHOUT_JAVA_PROPERTIES(Map.of("avro.remove.java.properties", "true")),
        REGISTERED_BEFORE(Map.of("auto.register.schemas", false)),
        LATEST_VERSION(Map.of("auto.register.schemas", false, "use.latest.version", true)),
        REFERENCES_FOUND(Map.of("auto.register.schemas", "false")),
        REFERENCES_REGISTERED(Map.of());

        private final Map<String, Object> keys;

        Way(Map<String, Object> keys) {
            this.keys = keys;
        }
    }

    static Stream<Arguments> pairings() {
        return Stream.of(Way.values())
                .flatMap(way -> Stream.of("own", "genuine")
                        .flatMap(writer ->
                                Stream.of("own", "genuine").map(reader -> Arguments.of(way, writer, reader))));
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void aGenericRecordArrivesAsItWasSent(Way way, String writer, String reader) throws Exception {
        prepare(way);
        try (Serializer<Object> serializer = serializer(writer, way.keys);
                Deserializer<Object> deserializer = deserializer(reader, way.keys)) {
            for (Object sent : new RandomData(WHOLE, SEEDS, 7L)) {
                Object read = deserializer.deserialize(TOPIC, serializer.serialize(TOPIC, sent));

                assertThat(read).isInstanceOf(GenericRecord.class);
                assertThat(json(read)).isEqualTo(json(sent, ((GenericRecord) read).getSchema()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pairings")
    void aGeneratedRecordArrivesAsItWasSent(Way way, String writer, String reader) throws Exception {
        Map<String, Object> keys = new HashMap<>(way.keys);
        keys.put("specific.avro.reader", true);
        client().register(
                        TOPIC + "-value",
                        new AvroSchema(Codecs.chapterEnvelope().schema()));
        try (Serializer<Object> serializer = serializer(writer, keys);
                Deserializer<Object> deserializer = deserializer(reader, keys)) {
            for (long seed = 0; seed < SEEDS; seed++) {
                SpecificRecord sent = Codecs.chapterEnvelope().encode(new Samples(seed).envelope());

                assertThat(deserializer.deserialize(TOPIC, serializer.serialize(TOPIC, sent)))
                        .isEqualTo(sent);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"own,own", "own,genuine", "genuine,own", "genuine,genuine"})
    void primitivesArriveAsTheyWereSent(String writer, String reader) {
        List<Object> values = List.of("text", 1, 2L, 3.5f, 4.5, true, new byte[] {0, 1, 2}, Map.of("k", 5));
        for (Object sent : values) {
            String topic = "of-" + sent.getClass().getSimpleName();
            try (Serializer<Object> serializer = serializer(writer, Map.of());
                    Deserializer<Object> deserializer = deserializer(reader, Map.of())) {
                Object read = deserializer.deserialize(topic, serializer.serialize(topic, sent));

                // The keys of maps come as Avro's own strings.
                assertThat(read instanceof Map ? read.toString() : read)
                        .isEqualTo(sent instanceof Map ? sent.toString() : sent);
            }
        }
    }

    @Test
    void bothWriteTheSameBytes() throws Exception {
        // A record that is rewritten for the latest version may have its maps in another order.
        for (Way way : EnumSet.complementOf(EnumSet.of(Way.LATEST_VERSION))) {
            stop();
            registry = EmbeddedRegistry.start(folder.resolve(way.name()), 0);
            prepare(way);
            try (Serializer<Object> own = serializer("own", way.keys);
                    Serializer<Object> genuine = serializer("genuine", way.keys)) {
                for (Object sent : new RandomData(WHOLE, SEEDS, 11L)) {
                    assertThat(own.serialize(TOPIC, sent)).as(way.name()).isEqualTo(genuine.serialize(TOPIC, sent));
                }
            }
        }
    }

    @Test
    void bothRegisterTheSameSubjects() throws Exception {
        List<Object> subjects = new ArrayList<>();
        for (String writer : List.of("own", "genuine")) {
            stop();
            registry = EmbeddedRegistry.start(folder.resolve(writer), 0);
            for (Way way : List.of(Way.DEFAULTS, Way.RECORD_NAME, Way.TOPIC_RECORD_NAME)) {
                try (Serializer<Object> serializer = serializer(writer, way.keys)) {
                    serializer.serialize(
                            TOPIC, new RandomData(WHOLE, 1).iterator().next());
                }
            }
            subjects.add(client().getAllSubjects());
        }
        assertThat(subjects.get(0))
                .isEqualTo(subjects.get(1))
                .asString()
                .isEqualTo("[some-topic-t.Ticket, some-topic-value, t.Ticket]");
    }

    @Test
    void withTheLatestVersionBothReadWhatWasWrittenBeforeIt() throws Exception {
        Schema before = ticket(SEAT, false);
        client().register(TOPIC + "-value", new AvroSchema(before));
        GenericRecord sent =
                (GenericRecord) new RandomData(before, 1).iterator().next();
        byte[] bytes;
        try (Serializer<Object> serializer = serializer("own", Map.of())) {
            bytes = serializer.serialize(TOPIC, sent);
        }
        client().register(TOPIC + "-value", new AvroSchema(WHOLE));
        Map<String, Object> latest = Map.of("use.latest.version", "true");
        try (Deserializer<Object> own = deserializer("own", latest);
                Deserializer<Object> genuine = deserializer("genuine", latest)) {
            GenericRecord read = (GenericRecord) own.deserialize(TOPIC, bytes);

            assertThat(read.getSchema()).isEqualTo(WHOLE);
            assertThat(read.get("seats").toString()).isEqualTo("[]");
            assertThat(read).isEqualTo(genuine.deserialize(TOPIC, bytes));
        }
    }

    @Test
    void nothingIsNothing() {
        try (Serializer<Object> serializer = serializer("own", Map.of());
                Deserializer<Object> deserializer = deserializer("own", Map.of())) {
            assertThat(serializer.serialize(TOPIC, null)).isNull();
            assertThat(deserializer.deserialize(TOPIC, (byte[]) null)).isNull();
        }
    }

    private void prepare(Way way) throws Exception {
        CachedSchemaRegistryClient client = client();
        switch (way) {
            case REGISTERED_BEFORE -> client.register(TOPIC + "-value", new AvroSchema(WHOLE));
            case LATEST_VERSION -> {
                client.register(TOPIC + "-value", new AvroSchema(WHOLE));
                client.register(TOPIC + "-value", new AvroSchema(ticket(SEAT, false)));
            }
            case REFERENCES_FOUND, REFERENCES_REGISTERED -> {
                client.register("seats", new AvroSchema(SEAT));
                client.register(
                        TOPIC + "-value",
                        new AvroSchema(
                                ticketText("\"t.Seat\"", true),
                                List.of(new SchemaReference("t.Seat", "seats", 1)),
                                Map.of("t.Seat", SEAT),
                                null));
            }
            default -> {}
        }
    }

    private Serializer<Object> serializer(String whose, Map<String, Object> keys) {
        Serializer<Object> serializer =
                whose.equals("own") ? new RegistryAvroSerializer<>() : new KafkaAvroSerializer();
        serializer.configure(settings(keys), false);
        return serializer;
    }

    private Deserializer<Object> deserializer(String whose, Map<String, Object> keys) {
        Deserializer<Object> deserializer =
                whose.equals("own") ? new RegistryAvroDeserializer<>() : new KafkaAvroDeserializer();
        deserializer.configure(settings(keys), false);
        return deserializer;
    }

    private Map<String, Object> settings(Map<String, Object> keys) {
        Map<String, Object> settings = new HashMap<>(keys);
        settings.put("schema.registry.url", registry.url());
        settings.put("bootstrap.servers", "localhost:9092");
        return settings;
    }

    private CachedSchemaRegistryClient client() {
        return new CachedSchemaRegistryClient(registry.url(), 100);
    }

    /** What a record holds, but for the fields that another schema does not have. */
    private static JsonNode json(Object held, Schema kept) throws Exception {
        ObjectNode json = (ObjectNode) json(held);
        List<String> fields = kept.getFields().stream().map(Schema.Field::name).toList();
        return json.retain(fields);
    }

    private static JsonNode json(Object held) throws Exception {
        return new ObjectMapper().readTree(held.toString());
    }

    private static Schema ticket(String seat, boolean withSeats) {
        return new Schema.Parser().parse(ticketText(seat, withSeats));
    }

    private static String ticketText(String seat, boolean withSeats) {
        return "{\"type\":\"record\",\"name\":\"Ticket\",\"namespace\":\"t\",\"fields\":["
                + "{\"name\":\"id\",\"type\":{\"type\":\"string\",\"avro.java.string\":\"String\"}},"
                + (withSeats
                        ? "{\"name\":\"seats\",\"type\":{\"type\":\"array\",\"items\":" + seat + "},\"default\":[]},"
                        : "")
                + "{\"name\":\"price\",\"type\":[\"null\",\"double\"],\"default\":null},"
                + "{\"name\":\"sold\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}},"
                + "{\"name\":\"tags\",\"type\":{\"type\":\"map\",\"values\":\"float\"}},"
                + "{\"name\":\"code\",\"type\":{\"type\":\"fixed\",\"name\":\"Code\",\"size\":4}},"
                + "{\"name\":\"raw\",\"type\":\"bytes\"},"
                + "{\"name\":\"last\",\"type\":\"boolean\"}]}";
    }
}
