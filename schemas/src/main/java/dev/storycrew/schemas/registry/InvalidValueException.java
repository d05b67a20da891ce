package dev.storycrew.schemas.registry;

/** A record that can be read, and holds a value that no such record may have. */
public final class InvalidValueException extends UndecodableException {
    private static final long serialVersionUID = 1L;

    public InvalidValueException(String message, IllegalArgumentException cause) {
        super(message, cause);
    }
}
