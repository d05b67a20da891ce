package dev.storycrew.llm.call;

/**
 * The chapter must end without another call, keeping its best attempt; the envelope goes to the router, which ends it.
 */
public final class ChapterStoppedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final transient RunFacts facts;

    /**
     * @param reason one word for operators, such as {@code budget}
     * @param facts what the run's calls used before
     */
    public ChapterStoppedException(String reason, RunFacts facts) {
        super(reason);
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
