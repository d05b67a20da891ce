package dev.storycrew.llm;

/**
 * The client of a provider failed by itself, which is a mistake in a program and nobody's outage. What it said is left
 * out, it may hold the prompt or the answer; where it happened is kept.
 */
final class ClientFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientFailedException(RuntimeException cause) {
        super("the model's client failed: " + cause.getClass().getName());
        setStackTrace(cause.getStackTrace());
    }
}
