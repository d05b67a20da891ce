package dev.storycrew.core.judge;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How bad an issue is. Order matters: later constants are worse. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL;

    /** What judges say instead. */
    private static final Map<Severity, Set<String>> OTHERWISE = Map.of(
            LOW, Set.of("minor", "trivial", "低", "轻微"),
            MEDIUM, Set.of("moderate", "中", "中等", "一般"),
            HIGH, Set.of("major", "serious", "severe", "高", "严重"),
            CRITICAL, Set.of("blocker", "blocking", "fatal", "致命", "极其严重", "危急"));

    /** The severity of a judge's word, whatever its case; empty if it is none. */
    public static Optional<Severity> named(String word) {
        String folded = word.strip().toLowerCase(Locale.ROOT);
        for (Severity severity : values()) {
            if (severity.name().toLowerCase(Locale.ROOT).equals(folded)
                    || OTHERWISE.getOrDefault(severity, Set.of()).contains(folded)) {
                return Optional.of(severity);
            }
        }
        return Optional.empty();
    }
}
