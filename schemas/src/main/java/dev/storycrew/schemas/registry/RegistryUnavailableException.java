package dev.storycrew.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * The registry did not answer, or will not have us. No record is at fault and it passes: whoever gets this tries again and
 * gives no record up.
 */
public class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
