package dev.storycrew.topology.runtime;

/** A record that can be read but must not be processed. */
public final class RejectedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /**
     * @param reason one word for operators to filter by
     * @param message what is wrong and what to do
     */
    public RejectedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}
