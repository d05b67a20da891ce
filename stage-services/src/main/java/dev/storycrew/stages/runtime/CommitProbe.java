package dev.storycrew.stages.runtime;

/** Told about each step of a commit; for metrics, and for tests that kill the process between two steps. */
public interface CommitProbe {
    /** Watches nothing. */
    CommitProbe NONE = step -> {};

    void reached(Step step);

    /** The steps of a commit, in order. */
    enum Step {
        BEFORE,
        AFTER_SENDS,
        AFTER_OFFSETS,
        AFTER_COMMIT
    }
}
