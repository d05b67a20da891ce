package dev.storycrew.embedded;

import org.jspecify.annotations.Nullable;

/** The broker, the registry or their folder cannot be used. The message says what to do. */
public final class EmbeddedSystemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EmbeddedSystemException(String message) {
        super(message);
    }

    public EmbeddedSystemException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
