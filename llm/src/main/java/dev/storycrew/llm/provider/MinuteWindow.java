package dev.storycrew.llm.provider;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Enforces a limit in every window of a given length, not on average: a token bucket would allow twice the limit in its
 * first minute, and providers count. Not safe for use by many threads; its owner locks.
 */
final class MinuteWindow {
    private final @Nullable Integer limit;
    private final long window;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long sum;

    /** An amount taken, to be corrected once the bill is known. */
    static final class Entry {
        private final long at;
        private long amount;

        private Entry(long at, long amount) {
            this.at = at;
            this.amount = amount;
        }
    }

    /** @param limit null for none */
    MinuteWindow(@Nullable Integer limit, Duration window) {
        this.limit = limit;
        this.window = window.toNanos();
    }

    /** How long until the amount fits, in nanoseconds; an amount above the limit fits into an empty window. */
    long nanosUntil(long amount, long now) {
        if (limit == null) {
            return 0;
        }
        forget(now);
        long over = sum + Math.min(amount, limit) - limit;
        for (Entry entry : entries) {
            if (over <= 0) {
                return 0;
            }
            over -= entry.amount;
            if (over <= 0) {
                return entry.at + window - now;
            }
        }
        return 0;
    }

    Entry take(long amount, long now) {
        Entry entry = new Entry(now, amount);
        if (limit != null) {
            entries.addLast(entry);
            sum += amount;
        }
        return entry;
    }

    /** Replaces the estimated amount by the billed one. */
    void correct(Entry entry, long billed) {
        if (entries.contains(entry)) {
            sum += billed - entry.amount;
            entry.amount = billed;
        }
    }

    private void forget(long now) {
        for (Entry oldest = entries.peekFirst();
                oldest != null && now - oldest.at >= window;
                oldest = entries.peekFirst()) {
            entries.removeFirst();
            sum -= oldest.amount;
        }
    }
}
