package dev.storycrew.console.read;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is found out by looking through everything, and kept for a while: so looking takes a tenth of the time at most,
 * however much there is and however many ask. While somebody looks again, others are given what was known.
 */
public final class Glance<T> {
    private static final int REST = 10;
    private static final long OLDEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final long freshNanos;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Seen<T> last;

    private record Seen<T>(T value, long at, long took) {}

    /** @param freshNanos how long it is kept at least */
    public Glance(long freshNanos) {
        this.freshNanos = freshNanos;
    }

    /** What is known, or else what a look finds. */
    public T of(Supplier<T> look) {
        Seen<T> known = last;
        if (known != null) {
            long age = System.nanoTime() - known.at;
            boolean fresh = age <= Math.max(freshNanos, REST * known.took);
            if (fresh || (age < OLDEST_NANOS && looking.isLocked())) {
                return known.value;
            }
        }
        looking.lock();
        try {
            Seen<T> seen = last;
            if (seen == null || seen == known) {
                long begun = System.nanoTime();
                T value = look.get();
                long now = System.nanoTime();
                seen = new Seen<>(value, now, now - begun);
                last = seen;
            }
            return seen.value;
        } finally {
            looking.unlock();
        }
    }
}
