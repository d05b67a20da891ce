package dev.storycrew.audit;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What an audit found.
 *
 * @param violations the first ones of each kind
 * @param counts how many chapters violate each rule
 */
public record AuditReport(
        Figures figures, List<Violation> violations, Map<Violation.Kind, Long> counts, Duration took) {
    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    public AuditReport {
        violations = List.copyOf(violations);
        counts = Map.copyOf(counts);
    }

    public boolean clean() {
        return violations.isEmpty();
    }

    public double recordsPerSecond() {
        return figures.records() / (Math.max(1, took.toNanos()) / NANOS_PER_SECOND);
    }

    public double seconds() {
        return took.toNanos() / NANOS_PER_SECOND;
    }
}
