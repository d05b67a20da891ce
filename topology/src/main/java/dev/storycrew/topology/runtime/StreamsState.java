package dev.storycrew.topology.runtime;

/**
 * The state that a topology's process keeps.
 *
 * @param restoringStores how many partitions of stores it is restoring, so that they can be worked on
 * @param recordsLeft how many records of these it has yet to read; transaction markers count
 * @param standbys how many tasks of other processes it keeps a copy of
 * @param standbyRecordsBehind by how many records these copies are behind
 */
public record StreamsState(int restoringStores, long recordsLeft, int standbys, long standbyRecordsBehind) {}
