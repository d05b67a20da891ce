package dev.storycrew.topology.runtime;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.TaskId;

/** Listens to how far state is restored, and copies are kept up to date. Safe for use by many threads. */
final class RestoreProgress implements StateRestoreListener, StandbyUpdateListener {
    /** The records left, of each store's partition that is being restored. */
    private final Map<Store, Long> restoring = new HashMap<>();
    /** The end of each, by the changelog's offsets. */
    private final Map<Store, Long> ends = new HashMap<>();
    /** The records that each copy is behind. */
    private final Map<Store, Long> copies = new HashMap<>();

    private record Store(String name, TopicPartition changelog) {}

    /** @param standbys how many tasks of other processes it keeps a copy of */
    synchronized StreamsState state(int standbys) {
        return new StreamsState(restoring.size(), sum(restoring), standbys, sum(copies));
    }

    private static long sum(Map<Store, Long> records) {
        return records.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public synchronized void onRestoreStart(
            TopicPartition changelog, String store, long startingOffset, long endingOffset) {
        Store one = new Store(store, changelog);
        ends.put(one, endingOffset);
        restoring.put(one, Math.max(0, endingOffset - startingOffset));
    }

    @Override
    public synchronized void onBatchRestored(
            TopicPartition changelog, String store, long batchEndOffset, long numRestored) {
        Store one = new Store(store, changelog);
        restoring.computeIfPresent(one, (same, left) -> Math.max(0, ends.getOrDefault(one, 0L) - batchEndOffset - 1));
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition changelog, String store, long totalRestored) {
        ended(new Store(store, changelog));
    }

    @Override
    public synchronized void onRestoreSuspended(TopicPartition changelog, String store, long totalRestored) {
        ended(new Store(store, changelog));
    }

    private void ended(Store store) {
        restoring.remove(store);
        ends.remove(store);
    }

    @Override
    public synchronized void onUpdateStart(TopicPartition changelog, String store, long startingOffset) {
        copies.put(new Store(store, changelog), 0L);
    }

    @Override
    public synchronized void onBatchLoaded(
            TopicPartition changelog,
            String store,
            TaskId task,
            long batchEndOffset,
            long batchSize,
            long currentEndOffset) {
        copies.put(new Store(store, changelog), Math.max(0, currentEndOffset - batchEndOffset - 1));
    }

    @Override
    public synchronized void onUpdateSuspended(
            TopicPartition changelog,
            String store,
            long storeOffset,
            long currentEndOffset,
            StandbyUpdateListener.SuspendReason reason) {
        copies.remove(new Store(store, changelog));
    }
}
