package dev.storycrew.schemas.registry;

import org.jspecify.annotations.Nullable;

/** These bytes can never be decoded: they are poison and belong in dead letters. */
public class UndecodableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UndecodableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
