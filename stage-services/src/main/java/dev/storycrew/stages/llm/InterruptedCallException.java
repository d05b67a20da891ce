package dev.storycrew.stages.llm;

/** A call was given up because its lane must end. */
final class InterruptedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InterruptedCallException(InterruptedException cause) {
        super(cause);
    }
}
