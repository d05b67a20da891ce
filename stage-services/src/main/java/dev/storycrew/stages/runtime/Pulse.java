package dev.storycrew.stages.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * Whether the process is still a living member of its group. A process that was stopped past its session timeout and goes
 * on has lost its partitions without knowing it yet; lanes must not begin paid calls until the consumer has found out.
 */
final class Pulse {
    private static final long STEP_MILLIS = 10;

    private final long session;
    private volatile long lastBeat = System.nanoTime();
    private volatile long trustedFrom = lastBeat;

    Pulse(Duration sessionTimeout) {
        this.session = sessionTimeout.toNanos();
    }

    /** The consumer's thread is alive and polls. */
    void beat() {
        long now = System.nanoTime();
        if (now - lastBeat > session) {
            // Time for a heartbeat to come back with the news that the membership has ended.
            trustedFrom = now + session / 2;
        }
        lastBeat = now;
    }

    /** The broker was out of reach for a while: whether the membership has survived that is yet to be found out. */
    void doubt() {
        trustedFrom = System.nanoTime() + session / 2;
    }

    /** Waits until the membership can be trusted, or the waiting is called off. */
    void await(BooleanSupplier calledOff) throws InterruptedException {
        while (!calledOff.getAsBoolean() && !trusted()) {
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
    }

    /** True when so long without the broker may have cost the membership. */
    boolean tooLong(long nanos) {
        return nanos > session / 4;
    }

    private boolean trusted() {
        long now = System.nanoTime();
        return now - lastBeat <= session && now - trustedFrom >= 0;
    }
}
