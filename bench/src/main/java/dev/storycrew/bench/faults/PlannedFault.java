package dev.storycrew.bench.faults;

/**
 * A fault of the schedule.
 *
 * @param number from 1
 * @param afterCalls how many model calls to let pass after the fault before it
 * @param dice the seed for its parameters, when its turn comes
 */
record PlannedFault(int number, FaultKind kind, int afterCalls, long dice) {}
