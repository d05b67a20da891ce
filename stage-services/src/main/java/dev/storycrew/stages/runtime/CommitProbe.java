package dev.storycrew.stages.runtime;

/** Told about each step of a run and of its commit; for metrics, and for tests that kill the process between two steps. */
public interface CommitProbe {
    /** Watches nothing. */
    CommitProbe NONE = step -> {};

    void reached(Step step);

    /** The steps, in order. */
    enum Step {
        /** A start is recorded, the call is yet to be made. */
        BEFORE_CALL,
        /** The answer is there, and is yet to be handed to the committer. */
        AFTER_ANSWER,
        /** The commit is about to begin. */
        BEFORE,
        AFTER_SENDS,
        AFTER_OFFSETS,
        AFTER_COMMIT
    }
}
