package dev.storycrew.llm.provider;

import java.time.Duration;

/**
 * How long to wait before trying a provider in trouble again.
 *
 * @param firstWait after a first failure, and for the circuit's first opening
 * @param longestWait between two tries, and between two probes of an open circuit
 * @param pausedProbe between two probes of a provider that needs an operator, such as one whose quota is used up
 * @param window of the limits per minute
 */
public record ProviderTimings(Duration firstWait, Duration longestWait, Duration pausedProbe, Duration window) {
    public static final ProviderTimings DEFAULT = new ProviderTimings(
            Duration.ofMillis(250), Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofMinutes(1));
}
