package dev.storycrew.llm;

/**
 * A provider's client itself failed, which is a bug and not an outage. Its message is left out, since it may contain
 * the prompt or the answer; the stack trace is kept.
 */
final class ClientFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ClientFailedException(RuntimeException cause) {
        super("the model's client failed with " + cause.getClass().getSimpleName()
                + ", which is a bug and not an outage; the stack trace says where");
        setStackTrace(cause.getStackTrace());
    }
}
