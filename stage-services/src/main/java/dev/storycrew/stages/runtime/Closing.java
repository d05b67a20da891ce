package dev.storycrew.stages.runtime;

import java.time.Duration;

/** Whether a stage service is closing, and by when. Written by the thread that closes it, read by all of its threads. */
final class Closing {
    private volatile boolean begun;
    /** By when what is in hand must have ended; in {@link System#nanoTime()}. */
    private volatile long deadline;

    /** Nothing new is taken from here on, and what is in hand may take this long to end. */
    void begin(Duration drain) {
        deadline = System.nanoTime() + drain.toNanos();
        begun = true;
    }

    boolean hasBegun() {
        return begun;
    }

    /** True when it has begun and its time is up. */
    boolean isOverdue() {
        return begun && remainingNanos() <= 0;
    }

    /** How much of the time is left, once it has begun; not above 0 when it is up. */
    long remainingNanos() {
        return deadline - System.nanoTime();
    }
}
