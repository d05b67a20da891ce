package dev.storycrew.console.web;

import java.time.Duration;
import java.time.InstantSource;

/** Counts wrong tokens, so that nobody can try many. */
final class WrongTokens {
    private final InstantSource clock;
    private final int most;
    private final long window;
    private long since;
    private int count;

    /** @param most in each window */
    WrongTokens(InstantSource clock, int most, Duration window) {
        this.clock = clock;
        this.most = most;
        this.window = window.toMillis();
    }

    /** Counts one; false if there were too many. */
    synchronized boolean count() {
        long now = clock.millis();
        if (now - since > window) {
            since = now;
            count = 0;
        }
        count++;
        return count <= most;
    }
}
