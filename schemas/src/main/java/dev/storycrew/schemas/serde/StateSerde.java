package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.OwnRecords;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.MissingSchemaException;
import org.apache.avro.message.SchemaStore;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * Values of state stores: Avro's single-object encoding, which names its schema by fingerprint and needs no registry,
 * so that a state store works while the registry is away. Values of older versions are read with the snapshots of their
 * schemas; values of newer ones, before a rollback or during a rolling restart, with the schemas they registered.
 */
final class StateSerde {
    private StateSerde() {}

    /**
     * A serde of one kind of state.
     *
     * @param others finds schemas that have no snapshot
     * @throws IllegalStateException when there is no snapshot of its schema; the message says how to make it
     */
    static <T> Serde<T> of(Codec<T> codec, SchemaStore others) {
        return of(codec, StateSchemas.of(codec.schema()), others);
    }

    /** A serde that reads what was written with any of the given schemas. */
    static <T> Serde<T> of(Codec<T> codec, List<Schema> writers, SchemaStore others) {
        OwnRecords.trust();
        SpecificData model = SpecificData.getForSchema(codec.schema());
        BinaryMessageEncoder<SpecificRecord> encoder = new BinaryMessageEncoder<>(model, codec.schema());
        BinaryMessageDecoder<SpecificRecord> decoder = new BinaryMessageDecoder<>(model, codec.schema(), others);
        writers.forEach(decoder::addSchema);
        Serializer<T> serializer = (topic, value) -> value == null ? null : encode(codec, encoder, value);
        Deserializer<T> deserializer = (topic, bytes) -> bytes == null ? null : decode(codec, decoder, bytes);
        return Serdes.serdeFrom(serializer, deserializer);
    }

    private static <T> byte[] encode(Codec<T> codec, BinaryMessageEncoder<SpecificRecord> encoder, T value) {
        try {
            ByteBuffer buffer = encoder.encode(codec.encode(value));
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T decode(Codec<T> codec, BinaryMessageDecoder<SpecificRecord> decoder, byte[] bytes) {
        try {
            return codec.decode(decoder.decode(bytes));
        } catch (MissingSchemaException e) {
            throw new IllegalStateException(
                    "this state, a " + codec.schema().getName()
                            + ", was written by a version of the program unknown to this one, with a schema that the "
                            + "registry does not have; run that version or a later one",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
