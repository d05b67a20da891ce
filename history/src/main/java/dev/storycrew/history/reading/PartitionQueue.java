package dev.storycrew.history.reading;

import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One partition on its way into the merge. */
final class PartitionQueue {
    /** By time, then in the plan's topic order, then by partition. */
    static final Comparator<PartitionQueue> BY_TIME = Comparator.comparingLong(PartitionQueue::time)
            .thenComparingInt(PartitionQueue::rank)
            .thenComparingInt(PartitionQueue::partition);

    final TopicPartition name;
    final Topic<?> topic;
    final long end;
    private final int rank;
    private final Deque<ConsumerRecord<byte[], byte[]>> waiting = new ArrayDeque<>();
    private long time = Long.MIN_VALUE;
    private long bytes;
    boolean paused;
    boolean done;

    PartitionQueue(TopicPartition name, Topic<?> topic, int rank, long end) {
        this.name = name;
        this.topic = topic;
        this.rank = rank;
        this.end = end;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(ConsumerRecord<byte[], byte[]> received) {
        if (waiting.isEmpty()) {
            time = Math.max(time, received.timestamp());
        }
        waiting.add(received);
        bytes += received.serializedValueSize();
    }

    /** How many bytes are waiting in it. */
    long bytes() {
        return bytes;
    }

    ConsumerRecord<byte[], byte[]> take() {
        ConsumerRecord<byte[], byte[]> taken = waiting.remove();
        bytes -= taken.serializedValueSize();
        if (!waiting.isEmpty()) {
            // A producer whose clock went back must not hold up the others.
            time = Math.max(time, waiting.getFirst().timestamp());
        }
        return taken;
    }

    void drop() {
        waiting.clear();
        bytes = 0;
        done = true;
    }

    /** The time of the next record; never goes back. */
    long time() {
        return time;
    }

    private int rank() {
        return rank;
    }

    private int partition() {
        return name.partition();
    }
}
