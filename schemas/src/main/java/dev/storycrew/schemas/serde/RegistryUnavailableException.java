package dev.storycrew.schemas.serde;

import org.jspecify.annotations.Nullable;

/** The registry did not answer. It passes: whoever gets this tries again and gives no record up. */
public final class RegistryUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
