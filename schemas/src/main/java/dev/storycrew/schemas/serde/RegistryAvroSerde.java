package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.registry.RegistrySettings;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/**
 * {@link RegistryAvroSerializer} and {@link RegistryAvroDeserializer} for Kafka Streams: {@code default.value.serde}.
 *
 * @param <T> what is written and read
 */
public final class RegistryAvroSerde<T> implements Serde<T> {
    private final RegistryAvroSerializer<T> serializer = new RegistryAvroSerializer<>();
    private final RegistryAvroDeserializer<T> deserializer = new RegistryAvroDeserializer<>();

    /** @throws ConfigException for a key of Confluent's that is not honoured */
    @Override
    public void configure(Map<String, ?> settings, boolean ofKeys) {
        serializer.configure(settings, ofKeys);
        deserializer.configure(settings, ofKeys);
    }

    @Override
    public Serializer<T> serializer() {
        return serializer;
    }

    @Override
    public Deserializer<T> deserializer() {
        return deserializer;
    }

    static RegistrySettings settings(Map<String, ?> settings) {
        try {
            return RegistrySettings.amongKafkas(settings);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(e.getMessage());
        }
    }
}
