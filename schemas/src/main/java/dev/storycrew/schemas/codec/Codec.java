package dev.storycrew.schemas.codec;

import java.util.function.Function;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/**
 * Translates one kind of domain value to its Avro record and back.
 *
 * @param schema the schema that this version of the program writes and reads with
 * @param <T> the domain type
 */
public record Codec<T>(Schema schema, Function<T, SpecificRecord> encoder, Function<SpecificRecord, T> decoder) {

    static <T, A extends SpecificRecord> Codec<T> of(
            Class<A> avro, Schema schema, Function<T, A> encoder, Function<A, T> decoder) {
        return new Codec<>(schema, encoder::apply, avroRecord -> decoder.apply(avro.cast(avroRecord)));
    }

    public SpecificRecord encode(T value) {
        return encoder.apply(value);
    }

    /**
     * Translates back.
     *
     * @throws IllegalArgumentException when the record breaks a rule of the domain
     */
    public T decode(SpecificRecord avroRecord) {
        return decoder.apply(avroRecord);
    }
}
