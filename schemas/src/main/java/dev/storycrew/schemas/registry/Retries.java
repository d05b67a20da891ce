package dev.storycrew.schemas.registry;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often a request that failed for a passing reason is repeated.
 *
 * @param most after the first try
 * @param firstWait at most, before the first repetition; doubled for each further one
 * @param longestWait at most, before any
 */
record Retries(int most, Duration firstWait, Duration longestWait) {
    private static final int MAX_DOUBLINGS = 30;

    /**
     * How long to wait before a repetition: exponential, with full jitter, so that many clients do not come at once.
     *
     * @param repetition from 0
     */
    Duration pause(int repetition, RandomGenerator random) {
        long doubled = firstWait.toMillis() << Math.min(repetition, MAX_DOUBLINGS);
        long ceiling = Math.min(doubled, longestWait.toMillis());
        return Duration.ofMillis(ceiling == 0 ? 0 : random.nextLong(ceiling) + 1);
    }
}
