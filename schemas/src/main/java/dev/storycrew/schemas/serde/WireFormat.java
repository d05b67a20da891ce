package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.codec.Codec;
import dev.storycrew.schemas.codec.OwnRecords;
import dev.storycrew.schemas.registry.ConfluentKeys;
import dev.storycrew.schemas.registry.InvalidValueException;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import dev.storycrew.schemas.registry.SubjectNaming;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;

/**
 * Confluent's wire format for our own applications. Values are decoded by the application instead of Kafka's client, so
 * that a record that cannot be decoded keeps its bytes. Other programs configure {@link RegistryAvroSerializer} and its
 * kin in Kafka's settings.
 */
public final class WireFormat {
    private final WriterSchemas writers;
    private final WireReader reader;
    private final RegistryClient registry;
    private final Set<String> untold = ConcurrentHashMap.newKeySet();

    /** @throws IllegalArgumentException if the settings call for subjects other than {@code <topic>-value} */
    public WireFormat(RegistryClient registry) {
        if (registry.settings().values() != SubjectNaming.TOPIC) {
            throw new IllegalArgumentException("schema-registry: " + ConfluentKeys.VALUE_NAMING
                    + " must be TopicNameStrategy: the subjects of the topics are <topic>-value");
        }
        this.writers = new WriterSchemas(registry);
        this.reader = new WireReader(registry);
        this.registry = registry;
        OwnRecords.trust();
    }

    /**
     * Finds the schema that a topic's records are written with, or registers it where the settings allow that.
     *
     * @throws SchemaRefusedException when the registry does not have it, or does not take it
     * @throws RegistryUnavailableException when the registry does not answer
     */
    public void prepare(Topic<?> topic) {
        writers.choose(topic.subject(), topic.codec().schema());
    }

    /**
     * Encodes a record's value.
     *
     * @throws SchemaRefusedException when the registry does not take the topic's schema
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    public <T> byte[] encode(Topic<T> topic, T value) {
        Codec<T> codec = topic.codec();
        return Wire.encode(writers.choose(topic.subject(), codec.schema()), codec.schema(), codec.encode(value));
    }

    /**
     * Decodes a record's value.
     *
     * @throws UndecodableException when these bytes are not such a value, and never will be; an
     *     {@link InvalidValueException} when they are, and only what they hold is wrong
     * @throws RegistryUnavailableException when the registry is needed and does not answer
     */
    public <T> T decode(Topic<T> topic, byte[] bytes) {
        Codec<T> codec = topic.codec();
        Object value = reader.read(
                bytes,
                codec.schema(),
                writer -> new SpecificDatumReader<>(writer, codec.schema(), SpecificData.getForSchema(codec.schema())));
        try {
            return codec.decode((SpecificRecord) value);
        } catch (IllegalArgumentException e) {
            throw new InvalidValueException("wrong value: " + e.getMessage(), e);
        } catch (RuntimeException e) {
            throw new UndecodableException("not a value of " + topic.name() + ": " + e.getMessage(), e);
        }
    }

    /** Subjects of state whose schemas are not registered and that may not be registered here, as far as asked for. */
    public Set<String> untoldState() {
        return Set.copyOf(untold);
    }

    /**
     * A serde for a state store, which works while the registry is away. Its schema is registered here, for older
     * versions that run beside this one or return after a rollback.
     *
     * @param prefix of the topics; the subject is {@code <prefix>state-<record>}
     * @throws IllegalStateException when the schema has no snapshot; the message says how to make it
     * @throws SchemaRefusedException when the registry does not take the schema
     * @throws RegistryUnavailableException when the registry does not answer
     */
    public <T> Serde<T> state(String prefix, Codec<T> codec) {
        String subject = prefix + "state-" + codec.schema().getName();
        StateVersions versions = new StateVersions(registry, subject);
        if (!versions.tell(codec.schema())) {
            untold.add(subject);
        }
        return StateSerde.of(codec, versions);
    }
}
