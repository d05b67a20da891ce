package dev.storycrew.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.Samples;
import dev.storycrew.schemas.codec.Codecs;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;
import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Our wire format and Confluent's own classes on the same registry: each writes what the other reads. */
class GenuineConfluentTest {
    private static final Topic<ChapterEnvelope> TOPIC = new TopicCatalogue("storycrew.", 4).judgeResults();
    private static final int SEEDS = 100;

    @TempDir
    private Path folder;

    private EmbeddedRegistry registry;

    @BeforeEach
    void start() {
        registry = EmbeddedRegistry.start(folder, 0);
    }

    @AfterEach
    void stop() throws Exception {
        registry.close();
    }

    @ParameterizedTest
    @CsvSource({"own,own", "own,genuine", "genuine,own", "genuine,genuine"})
    void whatEitherWritesEitherReads(String writer, String reader) {
        WireFormat own = own();
        try (KafkaAvroSerializer genuineWriter = new KafkaAvroSerializer();
                KafkaAvroDeserializer genuineReader = new KafkaAvroDeserializer()) {
            Map<String, Object> settings = Map.of("schema.registry.url", registry.url(), "specific.avro.reader", true);
            genuineWriter.configure(settings, false);
            genuineReader.configure(settings, false);
            LongStream.range(0, SEEDS).forEach(seed -> {
                ChapterEnvelope envelope = new Samples(seed).envelope();
                byte[] bytes = writer.equals("own")
                        ? own.encode(TOPIC, envelope)
                        : genuineWriter.serialize(
                                TOPIC.name(), Codecs.chapterEnvelope().encode(envelope));
                ChapterEnvelope read = reader.equals("own")
                        ? own.decode(TOPIC, bytes)
                        : Codecs.chapterEnvelope()
                                .decode((SpecificRecord) genuineReader.deserialize(TOPIC.name(), bytes));
                assertThat(read).isEqualTo(envelope);
            });
        }
    }

    @Test
    void bothWriteTheSameBytes() {
        ChapterEnvelope envelope = new Samples(7).envelope();
        try (KafkaAvroSerializer genuine = new KafkaAvroSerializer()) {
            genuine.configure(Map.of("schema.registry.url", registry.url()), false);

            assertThat(own().encode(TOPIC, envelope))
                    .isEqualTo(genuine.serialize(
                            TOPIC.name(), Codecs.chapterEnvelope().encode(envelope)));
        }
    }

    @Test
    void whatIsNotInTheWireFormatIsPoisonAndAnUnreachableRegistryIsAnOutage() throws Exception {
        byte[] good = own().encode(TOPIC, new Samples(1).envelope());
        byte[] cut = java.util.Arrays.copyOf(good, good.length / 2);

        assertThatThrownBy(() -> own().decode(TOPIC, new byte[] {1, 2, 3})).isInstanceOf(UndecodableException.class);
        assertThatThrownBy(() -> own().decode(TOPIC, cut)).isInstanceOf(UndecodableException.class);
        registry.close();
        assertThatThrownBy(() -> own().decode(TOPIC, good)).isInstanceOf(RegistryUnavailableException.class);
    }

    private WireFormat own() {
        return new WireFormat(new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url()))));
    }
}
