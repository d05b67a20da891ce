package dev.storycrew.llm.provider;

/** A call was given up because its lane must end. */
public final class InterruptedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedCallException(InterruptedException cause) {
        super(cause);
    }
}
