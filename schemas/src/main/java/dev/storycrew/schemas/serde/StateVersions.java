package dev.storycrew.schemas.serde;

import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.SchemaRefusedException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.message.SchemaStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registered schemas with which all versions of the program, newer ones too, write one kind of state. */
final class StateVersions implements SchemaStore {
    private static final Logger LOG = LoggerFactory.getLogger(StateVersions.class);

    private final RegistryClient registry;
    private final String subject;

    StateVersions(RegistryClient registry, String subject) {
        this.registry = registry;
        this.subject = subject;
    }

    /**
     * Registers the schema this version writes with. If schemas are registered at deployment and this one was not, a
     * warning is enough: only a rollback to an older version needs it.
     *
     * @return false if it is not registered
     */
    boolean tell(Schema schema) {
        if (registry.settings().autoRegister()) {
            registry.register(subject, schema);
            return true;
        }
        try {
            registry.found(subject, schema);
            return true;
        } catch (SchemaRefusedException e) {
            LOG.atWarn()
                    .addKeyValue("event", "state_schema_not_registered")
                    .addKeyValue("subject", subject)
                    .log("An older version could not read this one's state; register the schema at deployment");
            return false;
        }
    }

    @Override
    public @Nullable Schema findByFingerprint(long fingerprint) {
        return registry.versions(subject).stream()
                .filter(schema -> SchemaNormalization.parsingFingerprint64(schema) == fingerprint)
                .findFirst()
                .orElse(null);
    }
}
