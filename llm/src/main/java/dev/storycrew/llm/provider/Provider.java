package dev.storycrew.llm.provider;

import dev.storycrew.llm.provider.CallFailure.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreaker.State;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One account at one provider, as all lanes of a process see it: its limits, its circuit, and who is next. Admission is
 * fair between books: among those waiting, the book served longest ago comes first.
 */
public final class Provider {
    private static final Logger LOG = LoggerFactory.getLogger(Provider.class);
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    /** Nine failures in ten calls: a provider that answers every third call is slow, not down. */
    private static final int CALLS_LOOKED_AT = 10;

    private static final int FEWEST_CALLS = 5;
    private static final float FAILURE_PERCENT = 90;
    private static final double GROWTH = 2.0;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);
    private static final int MAX_BOOKS_REMEMBERED = 10_000;

    private final String name;
    private final ProviderTimings timings;
    private final @Nullable Integer concurrentCalls;
    private final MinuteWindow requests;
    private final MinuteWindow tokens;
    private final CircuitBreaker circuit;
    private final IntervalFunction probes;
    private final List<Waiter> waiting = new ArrayList<>();
    private final Map<String, Long> lastServed = new HashMap<>();
    private int inFlight;
    private long arrivals;
    private long served;
    private long successes;
    private long notBefore = System.nanoTime();
    /** How often in a row the circuit has opened. */
    private int openings;
    /** When to probe an open circuit. */
    private long probeAt;

    private @Nullable Trouble trouble;

    /** @param name for people; contains no secret */
    public Provider(String name, ProviderLimits limits, ProviderTimings timings) {
        this.name = name;
        this.timings = timings;
        this.concurrentCalls = limits.concurrentCalls();
        this.requests = new MinuteWindow(limits.requestsPerMinute(), timings.window());
        this.tokens = new MinuteWindow(limits.tokensPerMinute(), timings.window());
        this.circuit = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(CALLS_LOOKED_AT)
                        .minimumNumberOfCalls(FEWEST_CALLS)
                        .failureRateThreshold(FAILURE_PERCENT)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        this.probes = IntervalFunction.ofExponentialBackoff(
                timings.firstWait().multipliedBy(4), GROWTH, timings.longestWait());
        circuit.getEventPublisher().onStateTransition(event -> {
            changed(event.getStateTransition());
            LOG.atWarn()
                    .addKeyValue("event", "circuit")
                    .addKeyValue("provider", name)
                    .addKeyValue("from", event.getStateTransition().getFromState())
                    .addKeyValue("to", event.getStateTransition().getToState())
                    .log("The provider's circuit changed");
        });
    }

    /** Sets when to probe an open circuit. Every change happens under this object's lock. */
    private void changed(CircuitBreaker.StateTransition transition) {
        if (transition.getToState() == State.OPEN) {
            openings = transition.getFromState() == State.HALF_OPEN ? openings + 1 : 1;
            probeAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(probes.apply(openings));
        }
    }

    /**
     * A provider that is not working at the moment.
     *
     * @param provider for people
     * @param since in {@link System#nanoTime()}
     */
    public record Trouble(String provider, CallFailure failure, long since) {
        /** True when waiting does not help: an operator must step in. */
        public boolean paused() {
            return failure.kind().remedy() == CallFailure.Remedy.OPERATOR;
        }

        /** True when the provider answers, but wants fewer calls. */
        public boolean onlyBusy() {
            return failure.kind() == Kind.RATE_LIMITED;
        }

        public long millis() {
            return (System.nanoTime() - since) / NANOS_PER_MILLI;
        }
    }

    private record Waiter(String book, long arrival) {}

    /** Permission to make a call now; exactly one of its methods must be called to give it back. */
    public final class Ticket {
        private final long began = System.nanoTime();
        private final long successesBefore;
        private final MinuteWindow.Entry charged;

        private Ticket(MinuteWindow.Entry charged) {
            this.charged = charged;
            this.successesBefore = successes;
        }

        /** The provider answered. */
        public void succeeded(long billedTokens) {
            synchronized (Provider.this) {
                giveBack(billedTokens);
                successes++;
                trouble = null;
                circuit.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
            }
        }

        /** The provider did not answer. What it bills is not known; the estimate stands. */
        public void failed(CallFailure failure) {
            synchronized (Provider.this) {
                giveBack(null);
                note(failure, System.nanoTime() - began);
            }
        }

        /** The call was not made, or abandoned by us. */
        public void abandoned() {
            synchronized (Provider.this) {
                giveBack(null);
                circuit.releasePermission();
            }
        }

        /** True if the provider has answered another call since this one began. */
        public boolean othersSucceeded() {
            synchronized (Provider.this) {
                return successes > successesBefore;
            }
        }

        private void giveBack(@Nullable Long billedTokens) {
            inFlight--;
            if (billedTokens != null) {
                tokens.correct(charged, billedTokens);
            }
            Provider.this.notifyAll();
        }
    }

    public String name() {
        return name;
    }

    /** What is wrong since the last answer; null when nothing is. */
    public synchronized @Nullable Trouble trouble() {
        return trouble;
    }

    /** False while the circuit is open: calls would not be let through. */
    public synchronized boolean ready() {
        // The library's own timer can fire before it has registered that the circuit is open, which then stays open for
        // ever.
        if (circuit.getState() == State.OPEN && System.nanoTime() - probeAt >= 0) {
            circuit.transitionToHalfOpenState();
        }
        return circuit.getState() != State.OPEN;
    }

    /** {@code closed}, {@code open} or {@code half_open}, for health pages. */
    public synchronized String circuit() {
        ready();
        return circuit.getState().name().toLowerCase(Locale.ROOT);
    }

    /**
     * Waits until a call may be made.
     *
     * @param book the book that wants to call
     * @param estimatedTokens input and output
     * @return null when the circuit is open
     */
    @Nullable
    public Ticket admit(String book, long estimatedTokens) throws InterruptedException {
        synchronized (this) {
            Waiter me = new Waiter(book, arrivals++);
            waiting.add(me);
            try {
                while (true) {
                    if (!ready()) {
                        return null;
                    }
                    long nanos = next() == me ? nanosUntilAdmitted(estimatedTokens) : STEP_NANOS;
                    if (nanos <= 0) {
                        return circuit.tryAcquirePermission() ? ticket(me, estimatedTokens) : null;
                    }
                    TimeUnit.NANOSECONDS.timedWait(this, Math.min(nanos, STEP_NANOS));
                }
            } finally {
                waiting.remove(me);
                notifyAll();
            }
        }
    }

    /** How many are waiting for their turn. */
    synchronized int waiting() {
        return waiting.size();
    }

    private Ticket ticket(Waiter me, long estimatedTokens) {
        long now = System.nanoTime();
        inFlight++;
        served++;
        if (lastServed.size() >= MAX_BOOKS_REMEMBERED) {
            lastServed.clear();
        }
        lastServed.put(me.book(), served);
        requests.take(1, now);
        return new Ticket(tokens.take(estimatedTokens, now));
    }

    private @Nullable Waiter next() {
        return waiting.stream()
                .min(Comparator.comparingLong((Waiter waiter) -> lastServed.getOrDefault(waiter.book(), 0L))
                        .thenComparingLong(Waiter::arrival))
                .orElse(null);
    }

    private long nanosUntilAdmitted(long estimatedTokens) {
        long now = System.nanoTime();
        if (concurrentCalls != null && inFlight >= concurrentCalls) {
            return STEP_NANOS;
        }
        return Math.max(
                notBefore - now, Math.max(requests.nanosUntil(1, now), tokens.nanosUntil(estimatedTokens, now)));
    }

    private void note(CallFailure failure, long nanos) {
        switch (failure.kind().remedy()) {
            case NONE -> circuit.onSuccess(nanos, TimeUnit.NANOSECONDS);
            case OPERATOR -> {
                circuit.releasePermission();
                if (ready()) {
                    circuit.transitionToOpenState();
                    probeAt = System.nanoTime() + timings.pausedProbe().toNanos();
                }
            }
            case WAIT -> {
                if (failure.kind() == Kind.RATE_LIMITED) {
                    circuit.releasePermission();
                } else {
                    circuit.onError(nanos, TimeUnit.NANOSECONDS, new IllegalStateException(failure.message()));
                }
            }
        }
        if (failure.kind().remedy() != CallFailure.Remedy.NONE) {
            trouble = new Trouble(name, failure, trouble == null ? System.nanoTime() : trouble.since());
        }
        if (failure.retryAfter() != null) {
            Duration wait = failure.retryAfter().compareTo(LONGEST_RETRY_AFTER) > 0
                    ? LONGEST_RETRY_AFTER
                    : failure.retryAfter();
            notBefore = Math.max(notBefore, System.nanoTime() + wait.toNanos());
        }
    }
}
