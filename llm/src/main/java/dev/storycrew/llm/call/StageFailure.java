package dev.storycrew.llm.call;

import org.jspecify.annotations.Nullable;

/**
 * An envelope that this stage cannot process. It goes to dead letters with its preserved work; no attempt is used up.
 */
public final class StageFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final transient RunFacts facts;
    private final boolean unreadable;

    /**
     * @param reason one word for operators to filter by, such as {@code REFUSED} or {@code UNPARSABLE}
     * @param message what happened, without chapter text or keys
     * @param facts what the failed calls used
     */
    public StageFailure(String reason, String message, RunFacts facts, @Nullable Throwable cause) {
        this(reason, message, facts, cause, false);
    }

    /**
     * @param reason one word for operators to filter by, such as {@code REFUSED} or {@code UNPARSABLE}
     * @param message what happened, without chapter text or keys
     * @param facts what the failed calls used
     * @param unreadable true if some model answered, and its answer could not be read even after a re-ask
     */
    public StageFailure(String reason, String message, RunFacts facts, @Nullable Throwable cause, boolean unreadable) {
        super(message, cause);
        this.reason = reason;
        this.facts = facts;
        this.unreadable = unreadable;
    }

    /** True if some model answered, and a simpler form of answer may help. */
    public boolean unreadable() {
        return unreadable;
    }

    public String reason() {
        return reason;
    }

    public RunFacts facts() {
        return facts;
    }
}
