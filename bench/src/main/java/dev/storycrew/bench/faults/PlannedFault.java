package dev.storycrew.bench.faults;

/**
 * A fault of the schedule.
 *
 * @param number from 1
 * @param afterCalls how many calls to the model are let pass after the one before it
 * @param dice what its parameters are drawn from, when its turn comes
 */
record PlannedFault(int number, FaultKind kind, int afterCalls, long dice) {}
