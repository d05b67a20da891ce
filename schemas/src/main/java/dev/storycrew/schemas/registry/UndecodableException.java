package dev.storycrew.schemas.registry;

import org.jspecify.annotations.Nullable;

/** These bytes will never be a value: they are poison and belong into dead letters. */
public final class UndecodableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
