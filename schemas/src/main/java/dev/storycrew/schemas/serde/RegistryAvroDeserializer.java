package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.codec.OwnRecords;
import dev.storycrew.schemas.registry.ConfluentKeys;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.SchemaSettings;
import dev.storycrew.schemas.registry.UndecodableException;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.io.DatumReader;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads Confluent's wire format into Avro records, generic or (with {@code specific.avro.reader}) generated, set up by
 * Confluent's keys among Kafka's: {@code value.deserializer}, {@code key.deserializer}. Kafka's consumer wraps what this
 * throws into its {@code RecordDeserializationException}; the cause tells poison from an outage.
 *
 * @param <T> what is read
 */
public final class RegistryAvroDeserializer<T> implements Deserializer<T> {
    private @Nullable RegistryClient registry;
    private @Nullable WireReader reader;
    private boolean isKey;

    /** @throws ConfigException for a key of Confluent's that is not honoured */
    @Override
    public void configure(Map<String, ?> settings, boolean ofKeys) {
        registry = new RegistryClient(RegistryAvroSerde.settings(settings));
        reader = new WireReader(registry);
        isKey = ofKeys;
        OwnRecords.trust();
    }

    /**
     * Reads a value.
     *
     * @throws UndecodableException when these bytes are not such a value, and never will be
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    @Override
    @SuppressWarnings("unchecked") // The settings say what comes out.
    public @Nullable T deserialize(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return null;
        }
        RegistryClient asked = registry;
        if (asked == null || reader == null) {
            throw new IllegalStateException("call configure() first");
        }
        return (T) reader.read(bytes, topic, writer -> readerFor(topic, writer, asked));
    }

    private DatumReader<Object> readerFor(String topic, Schema writer, RegistryClient asked) {
        SchemaSettings settings = asked.settings();
        if (settings.specificReader() && isNamed(writer)) {
            Class<?> type = generated(writer);
            SpecificData model = SpecificData.getForClass(type);
            return new SpecificDatumReader<>(writer, model.getSchema(type), model);
        }
        if (settings.useLatestVersion()) {
            String subject = settings.naming(isKey).subject(topic, isKey, writer);
            return new GenericDatumReader<>(writer, asked.latest(subject).schema());
        }
        return settings.specificReader() ? new SpecificDatumReader<>(writer) : new GenericDatumReader<>(writer);
    }

    private static boolean isNamed(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> true;
            default -> false;
        };
    }

    private static Class<?> generated(Schema writer) {
        try {
            Class<?> type = SpecificData.get().getClass(writer);
            if (type != null) {
                return type;
            }
        } catch (SecurityException e) {
            throw new UndecodableException(
                    ConfluentKeys.SPECIFIC_READER + " is true, but Avro does not trust " + writer.getFullName()
                            + "; name its package in the system property org.apache.avro.SERIALIZABLE_PACKAGES",
                    e);
        }
        throw new UndecodableException(
                ConfluentKeys.SPECIFIC_READER + " is true, but there is no class " + writer.getFullName(), null);
    }
}
