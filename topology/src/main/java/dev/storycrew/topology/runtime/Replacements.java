package dev.storycrew.topology.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Whether a stream thread that failed is replaced. An outage passes, and so does what it did to a thread; what fails
 * again and again, or is a fault of the program or the machine, does not.
 */
final class Replacements {
    /** More failures than this within {@link #WITHIN} are no outage. */
    static final int MOST = 8;

    static final Duration WITHIN = Duration.ofMinutes(5);

    private final LongSupplier nanos;
    private final Deque<Long> failures = new ArrayDeque<>();

    /** @param nanos tells the time, in nanoseconds from any beginning */
    Replacements(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** True when another thread may do better. */
    synchronized boolean mayReplace(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Error) {
                return false;
            }
        }
        long now = nanos.getAsLong();
        failures.add(now);
        failures.removeIf(at -> now - at > WITHIN.toNanos());
        return failures.size() <= MOST;
    }
}
