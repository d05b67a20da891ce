package dev.storycrew.schemas.serde;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.schemas.registry.ConfluentKeys;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistryClient.Identified;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import dev.storycrew.schemas.registry.SchemaSettings;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.avro.SchemaNormalization;

/** Chooses the schema that a record is written with: its own, registered or looked up, or the latest of the subject. */
final class WriterSchemas {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final RegistryClient registry;
    private final SchemaSettings settings;
    private final Map<SubjectSchema, Choice> choices = new ConcurrentHashMap<>();

    WriterSchemas(RegistryClient registry) {
        this.registry = registry;
        this.settings = registry.settings();
    }

    private record SubjectSchema(String subject, Schema schema) {}

    /**
     * What to write with.
     *
     * @param sameForm whether bytes written with the record's own schema are those of this one
     */
    record Choice(int id, Schema schema, boolean sameForm) {}

    /**
     * Chooses; the registry is asked once for each subject and schema.
     *
     * @param schema the record's own
     * @throws SchemaRefusedException if the registry does not have it, or has one that does not fit
     * @throws RegistryUnavailableException when the registry does not answer
     */
    Choice choose(String subject, Schema schema) {
        SubjectSchema key = new SubjectSchema(subject, schema);
        Choice known = choices.get(key);
        if (known != null) {
            return known;
        }
        Identified chosen = ask(subject, settings.removeJavaProperties() ? withoutJavaProperties(schema) : schema);
        boolean sameForm = SchemaNormalization.parsingFingerprint64(chosen.schema())
                == SchemaNormalization.parsingFingerprint64(schema);
        Choice choice = new Choice(chosen.id(), chosen.schema(), sameForm);
        choices.put(key, choice);
        return choice;
    }

    private Identified ask(String subject, Schema schema) {
        if (settings.autoRegister()) {
            return registry.registered(subject, schema);
        }
        if (!settings.useLatestVersion()) {
            return registry.found(subject, schema);
        }
        Identified latest = registry.latest(subject);
        if (settings.latestCompatibilityStrict()) {
            requireReadable(subject, latest, schema);
        }
        return latest;
    }

    private static void requireReadable(String subject, Identified latest, Schema own) {
        SchemaCompatibility.SchemaPairCompatibility pair =
                SchemaCompatibility.checkReaderWriterCompatibility(latest.schema(), own);
        if (pair.getType() != SchemaCompatibilityType.COMPATIBLE) {
            throw new SchemaRefusedException(
                    "the latest schema of subject " + subject + ", id " + latest.id() + ", cannot represent "
                            + own.getFullName() + ": "
                            + pair.getResult().getIncompatibilities()
                            + "; register the newer schema, or set " + ConfluentKeys.LATEST_STRICT + " to false",
                    null);
        }
    }

    private static Schema withoutJavaProperties(Schema schema) {
        try {
            JsonNode tree = JSON.readTree(schema.toString());
            remove(tree);
            return new Schema.Parser().setValidateDefaults(false).parse(tree.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Avro wrote a schema that is not JSON: " + schema, e);
        }
    }

    private static void remove(JsonNode tree) {
        if (tree instanceof ObjectNode object) {
            object.remove("avro.java.string");
        }
        tree.forEach(WriterSchemas::remove);
    }
}
