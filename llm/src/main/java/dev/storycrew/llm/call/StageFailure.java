package dev.storycrew.llm.call;

import org.jspecify.annotations.Nullable;

/**
 * An envelope that this stage cannot process. It goes to dead letters with its preserved work; no attempt is used up.
 */
public final class StageFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final transient RunFacts facts;

    /**
     * @param reason one word for operators to filter by, such as {@code REFUSED} or {@code UNPARSABLE}
     * @param message what happened, without chapter text or keys
     * @param facts what the failed calls used
     */
    public StageFailure(String reason, String message, RunFacts facts, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.facts = facts;
    }

    public String reason() {
        return reason;
    }

    public RunFacts facts() {
        return facts;
    }
}
