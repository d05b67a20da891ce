package dev.storycrew.bench.peers;

/**
 * What users can rely on, as it was measured and not as it might be set up; each a phrase without a full stop.
 *
 * @param killed what is lost when the process is killed
 * @param calls which calls are made, and paid, again after that
 * @param scaling whether a stage can be given more processes by itself
 * @param audit what can be proved afterwards from what is kept
 */
public record Guarantees(String killed, String calls, String scaling, String audit) {}
