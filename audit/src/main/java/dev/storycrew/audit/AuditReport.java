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
    public AuditReport {
        violations = List.copyOf(violations);
        counts = Map.copyOf(counts);
    }

    public boolean clean() {
        return violations.isEmpty();
    }

    public double recordsPerSecond() {
        return figures.records() / Math.max(1e-9, took.toNanos() / 1e9);
    }
}
