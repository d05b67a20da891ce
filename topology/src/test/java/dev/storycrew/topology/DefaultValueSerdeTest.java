package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.serde.RegistryAvroDeserializer;
import dev.storycrew.schemas.serde.RegistryAvroSerde;
import dev.storycrew.schemas.serde.RegistryAvroSerializer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The serde for outside programs, named in the settings of Kafka Streams. */
class DefaultValueSerdeTest {
    private static final Schema SCHEMA = new Schema.Parser()
            .parse("{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"x\",\"type\":\"int\"}]}");

    @TempDir
    private Path folder;

    @Test
    void recordsGoThroughATopologyThatNamesNoSerde() {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
            Map<String, String> keys = Map.of("schema.registry.url", registry.url());
            Properties settings = new Properties();
            settings.put("application.id", "outside");
            settings.put("bootstrap.servers", "nowhere:9092");
            settings.put("default.key.serde", Serdes.StringSerde.class.getName());
            settings.put("default.value.serde", RegistryAvroSerde.class.getName());
            settings.putAll(keys);
            StreamsBuilder builder = new StreamsBuilder();
            builder.<String, GenericRecord>stream("in")
                    .filter((key, value) -> (int) value.get("x") > 1)
                    .to("out");
            Serializer<GenericRecord> serializer = new RegistryAvroSerializer<>();
            serializer.configure(keys, false);
            Deserializer<GenericRecord> deserializer = new RegistryAvroDeserializer<>();
            deserializer.configure(keys, false);
            try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), settings)) {
                TestInputTopic<String, GenericRecord> in =
                        driver.createInputTopic("in", new StringSerializer(), serializer);
                TestOutputTopic<String, GenericRecord> out =
                        driver.createOutputTopic("out", new StringDeserializer(), deserializer);

                in.pipeInput("one", value(1));
                in.pipeInput("two", value(2));

                assertThat(out.readValuesToList()).containsExactly(value(2));
            }
        }
    }

    private static GenericRecord value(int x) {
        return new GenericRecordBuilder(SCHEMA).set("x", x).build();
    }
}
