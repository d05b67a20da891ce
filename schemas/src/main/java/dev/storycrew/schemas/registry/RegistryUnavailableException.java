package dev.storycrew.schemas.registry;

import org.jspecify.annotations.Nullable;

/**
 * The registry did not answer, or denied access. No record is at fault and the trouble passes: callers try again and
 * never dead-letter a record for it.
 */
public class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
