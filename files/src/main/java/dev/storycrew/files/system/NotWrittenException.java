package dev.storycrew.files.system;

/** A result, or a file that is needed for it, could not be written. The message says where, why and what to do. */
public final class NotWrittenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NotWrittenException(String message, Throwable cause) {
        super(message, cause);
    }

    public NotWrittenException(String message) {
        super(message);
    }
}
