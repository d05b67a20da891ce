package dev.storycrew.topology.ledger;

import dev.storycrew.core.ledger.ServiceStatus;
import java.time.Duration;

/**
 * How the ledger watches chapters.
 *
 * @param stuckAfter how long nothing may happen to a chapter before it is reported
 * @param surroundings asked for reasons when a chapter is stuck
 */
public record LedgerSettings(Duration stuckAfter, ServiceStatus surroundings) {
    /** The default in the configuration. */
    public static final Duration DEFAULT_STUCK_AFTER = Duration.ofMinutes(15);

    private static final Duration MAX_BETWEEN_LOOKS = Duration.ofSeconds(30);
    private static final Duration MIN_BETWEEN_LOOKS = Duration.ofMillis(200);

    public LedgerSettings {
        if (stuckAfter.isNegative() || stuckAfter.isZero()) {
            throw new IllegalArgumentException("stuck-after must be above 0, but is " + stuckAfter);
        }
    }

    /** How often the watchdog looks: often enough to be late by a quarter at most. */
    Duration betweenLooks() {
        Duration quarter = stuckAfter.dividedBy(4);
        if (quarter.compareTo(MAX_BETWEEN_LOOKS) > 0) {
            return MAX_BETWEEN_LOOKS;
        }
        return quarter.compareTo(MIN_BETWEEN_LOOKS) < 0 ? MIN_BETWEEN_LOOKS : quarter;
    }
}
