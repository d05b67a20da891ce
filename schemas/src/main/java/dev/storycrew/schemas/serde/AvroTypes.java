package dev.storycrew.schemas.serde;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;

/** The schemas of values, as Confluent's serializer determines them. */
final class AvroTypes {
    private AvroTypes() {}

    /**
     * A value's schema: its own, or the primitive one.
     *
     * @throws IllegalArgumentException when Avro has no type for it
     */
    static Schema of(Object value) {
        if (value instanceof GenericContainer container) {
            return container.getSchema();
        }
        if (value instanceof Map<?, ?> map) {
            return Schema.createMap(
                    map.isEmpty()
                            ? Schema.create(Schema.Type.NULL)
                            : of(map.values().iterator().next()));
        }
        return Schema.create(primitive(value));
    }

    private static Schema.Type primitive(Object value) {
        if (value instanceof CharSequence) {
            return Schema.Type.STRING;
        }
        if (value instanceof byte[] || value instanceof ByteBuffer) {
            return Schema.Type.BYTES;
        }
        if (value instanceof Integer) {
            return Schema.Type.INT;
        }
        if (value instanceof Long) {
            return Schema.Type.LONG;
        }
        if (value instanceof Float) {
            return Schema.Type.FLOAT;
        }
        if (value instanceof Double) {
            return Schema.Type.DOUBLE;
        }
        if (value instanceof Boolean) {
            return Schema.Type.BOOLEAN;
        }
        throw new IllegalArgumentException(
                "Avro has no type for a " + value.getClass().getName()
                        + "; write Avro records, strings, bytes, numbers, booleans or maps of them");
    }
}
