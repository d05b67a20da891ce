package dev.storycrew.core.judge;

/** How bad an issue is. Order matters: later constants are worse. */
public enum Severity {
    LOW,
    MEDIUM,
    HIGH,
    CRITICAL
}
