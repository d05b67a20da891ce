package dev.storycrew.stages.llm;

import org.jspecify.annotations.Nullable;

/** How a provider fares, shared by all lanes that ask it. */
public final class ProviderHealth {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final String provider;
    private long successes;
    private @Nullable Trouble trouble;
    private long notBefore = System.nanoTime();

    public ProviderHealth(String provider) {
        this.provider = provider;
    }

    /**
     * A provider that does not work just now.
     *
     * @param provider for people
     * @param since as {@link System#nanoTime()}
     */
    public record Trouble(String provider, CallFailure failure, long since) {
        /** True when waiting does not help: an operator must step in. */
        public boolean paused() {
            return failure.kind().remedy() == CallFailure.Remedy.OPERATOR;
        }

        public long millis() {
            return (System.nanoTime() - since) / NANOS_PER_MILLI;
        }
    }

    /** What is wrong since the last success; null when nothing is. */
    public synchronized @Nullable Trouble trouble() {
        return trouble;
    }

    synchronized void succeeded() {
        successes++;
        trouble = null;
    }

    synchronized void failed(CallFailure failure) {
        long since = trouble == null ? System.nanoTime() : trouble.since();
        trouble = new Trouble(provider, failure, since);
        if (failure.retryAfter() != null) {
            notBefore =
                    Math.max(notBefore, System.nanoTime() + failure.retryAfter().toNanos());
        }
    }

    synchronized long successes() {
        return successes;
    }

    /** How long all lanes must still leave the provider alone, in milliseconds. */
    synchronized long millisToWait() {
        return Math.max(0, (notBefore - System.nanoTime()) / NANOS_PER_MILLI);
    }
}
