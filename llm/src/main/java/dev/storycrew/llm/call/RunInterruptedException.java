package dev.storycrew.llm.call;

/** A run was told to give its envelope back after something was already paid for. */
public final class RunInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    private final transient RunFacts facts;

    /** @param facts what the calls before the interruption used */
    public RunInterruptedException(RunFacts facts) {
        super("the lane is stopping");
        this.facts = facts;
    }

    public RunFacts facts() {
        return facts;
    }
}
