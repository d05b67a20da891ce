package dev.storycrew.core.supervision;

import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * What the threads of a process tell whoever runs it: that one of them has stopped for good, and what they are waiting
 * for. Safe for use by many threads.
 */
public final class Supervision {
    private static final int LONGEST_CAUSE = 500;

    private final LongSupplier nanos;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final Set<Waiting> waits = ConcurrentHashMap.newKeySet();

    /** By the machine's own clock. */
    public Supervision() {
        this(System::nanoTime);
    }

    /** @param nanos tells the time, in nanoseconds from any beginning */
    public Supervision(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** A wait that lasts until it is closed. */
    public final class Waiting implements AutoCloseable {
        private final String what;
        private final long since = nanos.getAsLong();

        private Waiting(String what) {
            this.what = what;
        }

        @Override
        public void close() {
            waits.remove(this);
        }
    }

    /**
     * A wait that has lasted for a while.
     *
     * @param what is waited for, as in "waiting for ..."
     */
    public record Overdue(String what, Duration lasting) {
        /** The words for a person. */
        public String sentence() {
            return "waiting for " + what + " (" + lasting.toSeconds() + " s so far)";
        }
    }

    /**
     * Something has stopped for good, so the process must end. Only the first failure counts.
     *
     * @param what stopped, such as "the router"
     */
    public void failed(String what, Throwable cause) {
        failed(what + " stopped for good: " + cause(cause));
    }

    /** The same in one's own words. */
    public void failed(String sentence) {
        failure.complete(sentence);
    }

    /** Why the process must end; empty while nothing has failed. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure.getNow(null));
    }

    /** Calls somebody once when something has failed, at once if it has already. */
    public void onFailure(Consumer<String> listener) {
        failure.thenAccept(listener);
    }

    /** Work for a thread that must not end by an exception: if it does, the process must end. */
    public Runnable guarded(String what, Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable e) {
                failed(what, e);
                throw e;
            }
        };
    }

    /** Notes what the calling thread waits for, until the wait is closed. */
    public Waiting waitingFor(String what) {
        Waiting waiting = new Waiting(what);
        waits.add(waiting);
        return waiting;
    }

    /** The longest of the waits for each thing that have lasted at least this long, the longest first. */
    public List<Overdue> overdue(Duration least) {
        long now = nanos.getAsLong();
        Map<String, Overdue> longest = new LinkedHashMap<>();
        waits.stream()
                .map(waiting -> new Overdue(waiting.what, Duration.ofNanos(now - waiting.since)))
                .filter(wait -> wait.lasting().compareTo(least) >= 0)
                .sorted(Comparator.comparing(Overdue::lasting).reversed())
                .forEach(wait -> longest.putIfAbsent(wait.what(), wait));
        return List.copyOf(longest.values());
    }

    /** The innermost cause in one line: what a person can act on. */
    private static String cause(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String message = cause.getMessage() == null || cause.getMessage().isBlank()
                ? cause.getClass().getSimpleName()
                : cause.getClass().getSimpleName() + ": "
                        + cause.getMessage().lines().findFirst().orElse("").strip();
        return message.length() > LONGEST_CAUSE ? message.substring(0, LONGEST_CAUSE) + ".." : message;
    }
}
