package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import dev.storycrew.schemas.registry.SubjectNaming;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes Avro records, generic or generated, and Avro's primitives in Confluent's wire format, set up by Confluent's
 * keys
 * among Kafka's: {@code value.serializer}, {@code key.serializer}.
 *
 * @param <T> what is written
 */
public final class RegistryAvroSerializer<T> implements Serializer<T> {
    private @Nullable WriterSchemas schemas;
    private SubjectNaming naming = SubjectNaming.TOPIC;
    private boolean isKey;

    /** @throws ConfigException for a key of Confluent's that is not honoured */
    @Override
    public void configure(Map<String, ?> settings, boolean ofKeys) {
        RegistryClient registry = new RegistryClient(RegistryAvroSerde.settings(settings));
        isKey = ofKeys;
        naming = registry.settings().naming(ofKeys);
        schemas = new WriterSchemas(registry);
    }

    /**
     * Writes a value.
     *
     * @throws SerializationException if it is not an Avro value
     * @throws SchemaRefusedException if the registry does not accept its schema
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    @Override
    public byte @Nullable [] serialize(String topic, @Nullable T value) {
        if (value == null) {
            return null;
        }
        if (schemas == null) {
            throw new IllegalStateException("call configure() first");
        }
        try {
            Schema schema = AvroTypes.of(value);
            return Wire.encode(schemas.choose(naming.subject(topic, isKey, schema), schema), schema, value);
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            // Avro throws many kinds of exceptions for a record that does not fit its schema.
            throw new SerializationException("topic " + topic + ": the value cannot be written: " + e.getMessage(), e);
        }
    }
}
