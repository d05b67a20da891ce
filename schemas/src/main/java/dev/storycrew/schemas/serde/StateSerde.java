package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.OwnRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Values of state stores: Avro's single-object encoding, which names its schema by fingerprint and needs no registry, so
 * that a state store works while the registry is away.
 */
public final class StateSerde {
    private StateSerde() {}

    /** A serde of one kind of state. */
    public static <T> Serde<T> of(Codec<T> codec) {
        OwnRecords.trust();
        SpecificData model = SpecificData.getForSchema(codec.schema());
        BinaryMessageEncoder<SpecificRecord> encoder = new BinaryMessageEncoder<>(model, codec.schema());
        BinaryMessageDecoder<SpecificRecord> decoder = new BinaryMessageDecoder<>(model, codec.schema());
        Serializer<T> serializer = (topic, value) -> {
            if (value == null) {
                return null;
            }
            try {
                ByteBuffer buffer = encoder.encode(codec.encode(value));
                byte[] bytes = new byte[buffer.remaining()];
                buffer.get(bytes);
                return bytes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        Deserializer<T> deserializer = (topic, bytes) -> {
            if (bytes == null) {
                return null;
            }
            try {
                return codec.decode(decoder.decode(bytes));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        return Serdes.serdeFrom(serializer, deserializer);
    }
}
