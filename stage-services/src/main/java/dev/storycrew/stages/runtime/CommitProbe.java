package dev.storycrew.stages.runtime;

/**
 * Notified of each step of a run and its commit; for metrics, and for tests that kill the process between two steps.
 */
public interface CommitProbe {
    /** Watches nothing. */
    CommitProbe NONE = step -> {};

    void reached(Step step);

    /** The steps, in order. */
    enum Step {
        /** The start is recorded, the call not yet made. */
        BEFORE_CALL,
        /** The answer has come but is not yet handed to the committer. */
        AFTER_ANSWER,
        /** The commit is about to begin. */
        BEFORE,
        AFTER_SENDS,
        AFTER_OFFSETS,
        AFTER_COMMIT
    }
}
