package dev.storycrew.app;

/** A needed system is out of reach. Its message says which, and what to do. */
public final class OutOfReachException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OutOfReachException(String message) {
        super(message);
    }
}
