package dev.storycrew.stages.runtime;

import dev.storycrew.core.supervision.Supervision;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that this process has now, and how far each is. Changed on the consumer's thread alone, inside its poll;
 * the number of partitions may be read by any thread.
 */
final class Assignment implements ConsumerRebalanceListener {
    private static final Logger LOG = LoggerFactory.getLogger(Assignment.class);
    private static final int UNKNOWN = -1;
    private static final long LOOK_MILLIS = 10;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Committer committer;
    private final Function<String, String> topicIds;
    private final DeliveryQueue queue;
    private final StartHistory history;
    private final Protections protections;
    private final Closing closing;
    private final String stage;
    private final String instance;
    private final Duration drain;
    private final Supervision supervision;
    private final Map<TopicPartition, PartitionProgress> assigned = new ConcurrentHashMap<>();
    private volatile int count = UNKNOWN;

    /**
     * @param topicIds looks up the id of a topic; throws {@link KafkaException} if the broker does not say
     * @param stage the stage's name, for the log
     * @param instance this process's name, for the log
     * @param drain how long calls in hand may take to end when their partition goes
     * @param supervision is told what it waits for
     */
    Assignment(
            KafkaConsumer<byte[], byte[]> consumer,
            Committer committer,
            Function<String, String> topicIds,
            DeliveryQueue queue,
            StartHistory history,
            Protections protections,
            Closing closing,
            String stage,
            String instance,
            Duration drain,
            Supervision supervision) {
        this.consumer = consumer;
        this.committer = committer;
        this.topicIds = topicIds;
        this.queue = queue;
        this.history = history;
        this.protections = protections;
        this.closing = closing;
        this.stage = stage;
        this.instance = instance;
        this.drain = drain;
        this.supervision = supervision;
    }

    /** How many partitions there are; 0 for a spare, empty before the first assignment. */
    OptionalInt partitions() {
        int told = count;
        return told == UNKNOWN ? OptionalInt.empty() : OptionalInt.of(told);
    }

    /** How far a partition is; null when it is not this process's. */
    @Nullable
    PartitionProgress progress(TopicPartition partition) {
        return assigned.get(partition);
    }

    void forEach(BiConsumer<TopicPartition, PartitionProgress> action) {
        assigned.forEach(action);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        Map<TopicPartition, PartitionProgress> committed = committed(partitions);
        assigned.putAll(committed);
        committed.keySet().forEach(history::forget);
        committer.group(consumer.groupMetadata());
        tellAssignment();
    }

    /** Logs when this process becomes a spare, and when it has work again. */
    private void tellAssignment() {
        int before = count;
        int now = assigned.size();
        count = now;
        if (now == before) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("event", now == 0 ? "spare" : "partitions_assigned")
                .addKeyValue("stage", stage)
                .addKeyValue("instance", instance)
                .addKeyValue("partitions", now)
                .log(now == 0 ? "Other processes have all the partitions; waiting as a spare" : "Partitions assigned");
    }

    /** How far partitions are, according to what was committed for them. */
    private Map<TopicPartition, PartitionProgress> committed(Collection<TopicPartition> partitions) {
        while (true) {
            try (Supervision.Waiting waiting = supervision.waitingFor("the committed offsets of stage " + stage)) {
                Map<TopicPartition, OffsetAndMetadata> offsets = consumer.committed(new HashSet<>(partitions));
                Map<TopicPartition, PartitionProgress> committed = new HashMap<>();
                for (TopicPartition partition : partitions) {
                    OffsetAndMetadata offset = offsets.get(partition);
                    String topicId = topicIds.apply(partition.topic());
                    committed.put(
                            partition,
                            offset == null
                                    ? new PartitionProgress(topicId, 0, "", protections)
                                    : new PartitionProgress(topicId, offset.offset(), offset.metadata(), protections));
                }
                return committed;
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                // If it were thrown from here, assigned partitions would be left that nobody works on.
                LOG.atWarn()
                        .addKeyValue("event", "committed_offsets_unknown")
                        .setCause(e)
                        .log("Committed offsets unknown; asking again");
                if (closing.hasBegun()) {
                    throw e;
                }
            }
        }
    }

    /** Calls in hand may finish within the bound; the rest is dropped and delivered to the new owner. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        committer.group(consumer.groupMetadata());
        long began = System.nanoTime();
        long deadline = began + drain.toNanos();
        // A call that begins later would hardly end in time.
        long lastCall = began + drain.toNanos() / 2;
        partitions.stream().map(assigned::get).filter(Objects::nonNull).forEach(progress -> progress.leave(lastCall));
        queue.giveBackThoseOf(partitions);
        // A process that closes while giving up partitions has the shorter of the two bounds.
        while (System.nanoTime() - deadline < 0 && !closing.isOverdue() && !idle(partitions)) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        onPartitionsLost(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionProgress progress = assigned.remove(partition);
            if (progress != null) {
                int dropped = progress.drop();
                LOG.atInfo()
                        .addKeyValue("event", "partition_gone")
                        .addKeyValue("partition", partition.toString())
                        .addKeyValue("dropped", dropped)
                        .log("A partition was taken away");
            }
        }
    }

    private boolean idle(Collection<TopicPartition> partitions) {
        return partitions.stream().map(assigned::get).allMatch(progress -> progress == null || progress.idle());
    }
}
