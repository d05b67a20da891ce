package dev.storycrew.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * The registry answers but gives no id to write with: the schema is not registered, or does not fit the subject. Once
 * the deployment is fixed, the same record can be written.
 */
public final class SchemaRefusedException extends RegistryUnavailableException {
    private static final long serialVersionUID = 1L;

    public SchemaRefusedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
