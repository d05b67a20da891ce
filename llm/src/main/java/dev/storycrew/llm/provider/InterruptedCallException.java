package dev.storycrew.llm.provider;

/** A call was abandoned because its lane must stop. */
public final class InterruptedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedCallException(InterruptedException cause) {
        super(cause);
    }
}
