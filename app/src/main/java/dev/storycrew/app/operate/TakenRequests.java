package dev.storycrew.app.operate;

import dev.storycrew.app.metrics.ServiceTopics;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.Position;
import dev.storycrew.schemas.topic.Answers;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/**
 * Whether the sequencer has taken requests. It says nothing about one that it takes, and writes a dead letter of one that it
 * rejects in the transaction that commits its offset. So once the offsets say that it is past a request, a dead letter of it is
 * there, or never will be.
 */
public final class TakenRequests {
    private static final long PAUSE_MILLIS = 100;

    private final Connection connection;
    private final String group;
    private final String byBook;

    public TakenRequests(Connection connection) {
        this.connection = connection;
        this.group = connection.topics().prefix() + ServiceTopics.SEQUENCER;
        this.byBook = group + "-chapter-requests-by-book-repartition";
    }

    /**
     * Waits until the sequencer has taken, or rejected, all of some requests.
     *
     * @return false if it has not within the time
     */
    public boolean await(Collection<Position> requests, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Admin admin = connection.admin()) {
            return until(deadline, () -> passedOn(admin, requests)) && untilTaken(admin, deadline);
        }
    }

    /** The sequencer's first half sorts requests by book, its second half takes them from there. */
    private boolean untilTaken(Admin admin, long deadline) throws InterruptedException {
        Map<TopicPartition, Long> sorted = ends(admin);
        return until(deadline, () -> isPast(admin, sorted));
    }

    private boolean passedOn(Admin admin, Collection<Position> requests) {
        Map<TopicPartition, Long> wanted = new HashMap<>();
        requests.forEach(at -> wanted.merge(
                new TopicPartition(at.topic(), at.partition()), at.offset() + 1, (one, other) -> Math.max(one, other)));
        return isPast(admin, wanted);
    }

    private boolean isPast(Admin admin, Map<TopicPartition, Long> wanted) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(admin);
        Predicate<Map.Entry<TopicPartition, Long>> past = each -> {
            OffsetAndMetadata offset = committed.get(each.getKey());
            return each.getValue() == 0 || (offset != null && offset.offset() >= each.getValue());
        };
        return wanted.entrySet().stream().allMatch(past);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(Admin admin) {
        try {
            return Answers.await(
                    admin.listConsumerGroupOffsets(group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                            .partitionsToOffsetAndMetadata(),
                    "DESCRIBE",
                    "group " + group);
        } catch (GroupIdNotFoundException e) {
            return Map.of();
        }
    }

    /** What has to be committed of the sorted requests: the last offset is the marker of a transaction. */
    private Map<TopicPartition, Long> ends(Admin admin) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        Answers.await(admin.describeTopics(Set.of(byBook)).allTopicNames(), "DESCRIBE", "topic " + byBook)
                .values()
                .forEach(described -> described
                        .partitions()
                        .forEach(
                                each -> latest.put(new TopicPartition(byBook, each.partition()), OffsetSpec.latest())));
        Map<TopicPartition, Long> ends = new HashMap<>();
        Answers.await(
                        admin.listOffsets(latest, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                                .all(),
                        "DESCRIBE",
                        "topic " + byBook)
                .forEach((each, found) -> ends.put(each, Math.max(0, found.offset() - 1)));
        return ends;
    }

    private static boolean until(long deadline, Check check) throws InterruptedException {
        while (!check.holds()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        return true;
    }

    private interface Check {
        boolean holds();
    }
}
