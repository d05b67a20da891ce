package dev.storycrew.stages.runtime;

/** Records that a stage run begins to make calls. */
public interface Start {
    /** Waits until the record is safe. Only the first call of a run records something. */
    void record() throws InterruptedException;
}
