package dev.storycrew.topology.runtime;

import java.time.Duration;

/**
 * Whether a record that a chapter waits for is committed at once. Only what is committed can be read, so each record asks; but a
 * commit costs as much as some records, so when there are many, most of them share the next commit of the commit
 * interval. One for all tasks of a service, whose threads may use it.
 */
public final class CommitPace {
    /** A chapter that comes alone needs no more in quick succession. */
    static final int AT_ONCE = 4;

    static final Duration FOR_ANOTHER = Duration.ofMillis(50);

    private int left = AT_ONCE;
    private long refilled = Long.MIN_VALUE;

    /**
     * True if a commit may be asked for now; it then counts as asked for.
     *
     * @param now in milliseconds since any beginning
     */
    synchronized boolean take(long now) {
        long gained =
                refilled == Long.MIN_VALUE || now < refilled ? AT_ONCE : (now - refilled) / FOR_ANOTHER.toMillis();
        if (gained >= AT_ONCE - left) {
            left = AT_ONCE;
            refilled = now;
        } else {
            left += (int) gained;
            refilled += gained * FOR_ANOTHER.toMillis();
        }
        if (left == 0) {
            return false;
        }
        left--;
        return true;
    }
}
