package dev.storycrew.app.metrics;

import dev.storycrew.history.Connection;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many records wait for the services that run here, whichever process they are for: what the broker has and the
 * group has not committed, but for the markers of commits. A consumer's own lag stands still while it takes nothing more.
 */
public final class LagWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LagWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    private static final long PATIENCE_SECONDS = 10;

    private final Connection connection;
    private final MeterRegistry meters;
    private final Map<String, Followed> followed = new ConcurrentHashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lag-watch");
        thread.setDaemon(true);
        return thread;
    });

    private @Nullable Admin admin;
    private boolean closed;

    private record Followed(String group, List<String> topics, Reading reading, Gauge gauge) {}

    /** The last number that is known; not a number before the first, and while the broker does not tell. */
    private static final class Reading {
        private volatile double records = Double.NaN;

        double records() {
            return records;
        }
    }

    public LagWatch(Connection connection, MeterRegistry meters) {
        this.connection = connection;
        this.meters = meters;
        looking.scheduleWithFixedDelay(this::look, 1, BETWEEN_LOOKS.toSeconds(), TimeUnit.SECONDS);
    }

    /**
     * Follows the lag of a service's group.
     *
     * @param service the name of its command, or of its stage
     * @param topics what it reads; topics that it keeps for itself are found by its commits
     */
    public void follow(String service, String group, Collection<String> topics) {
        Reading reading = new Reading();
        Gauge gauge = Gauge.builder("storycrew.lag.records", reading::records)
                .description(
                        "Records waiting for the service, over all its processes; a single record behind a commit counts as its marker")
                .tag("service", service)
                .register(meters);
        followed.put(service, new Followed(group, List.copyOf(topics), reading, gauge));
    }

    private void look() {
        boolean nobodyAsks = meters instanceof CompositeMeterRegistry all
                && all.getRegistries().isEmpty();
        if (followed.isEmpty() || nobodyAsks) {
            return;
        }
        try {
            Admin asked = admin();
            Set<String> there = get(asked.listTopics().names());
            for (Followed one : followed.values()) {
                one.reading().records = lag(asked, one.group(), one.topics(), there);
            }
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            followed.values().forEach(one -> one.reading().records = Double.NaN);
            LOG.atDebug().addKeyValue("event", "lag_unknown").setCause(e).log("The broker does not report the lag");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Admin admin() {
        if (closed) {
            throw new KafkaException("closed");
        }
        Admin open = admin;
        if (open == null) {
            open = connection.admin();
            admin = open;
        }
        return open;
    }

    /** What an older version read stays among the group's commits after its topic is gone. */
    static long lag(Admin admin, String group, Collection<String> topics, Set<String> there)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        Set<TopicPartition> partitions = new LinkedHashSet<>(committed.keySet());
        List<String> read = topics.stream().filter(there::contains).toList();
        get(admin.describeTopics(read).allTopicNames())
                .forEach((topic, described) -> described
                        .partitions()
                        .forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition()))));
        partitions.removeIf(partition -> !there.contains(partition.topic()));
        Map<TopicPartition, Long> ends = offsets(admin, partitions, OffsetSpec.latest());
        Set<TopicPartition> untouched = new LinkedHashSet<>(partitions);
        untouched.removeIf(partition -> committed.get(partition) != null);
        Map<TopicPartition, Long> begins = offsets(admin, untouched, OffsetSpec.earliest());
        return waiting(partitions, ends, committed, begins);
    }

    /**
     * What waits in all partitions. A stage with nothing to do is one offset behind in each, by the marker of the last
     * commit; on a hundred partitions these would look like a hundred records.
     *
     * @param committed null, or no entry, for a partition without a commit
     * @param begins of the partitions without a commit
     */
    static long waiting(
            Collection<TopicPartition> partitions,
            Map<TopicPartition, Long> ends,
            Map<TopicPartition, ? extends @Nullable OffsetAndMetadata> committed,
            Map<TopicPartition, Long> begins) {
        long lag = 0;
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata offset = committed.get(partition);
            long from = offset == null ? begins.getOrDefault(partition, 0L) : offset.offset();
            long behind = Math.max(0, ends.getOrDefault(partition, from) - from);
            lag += offset != null && behind == 1 ? 0 : behind;
        }
        return lag;
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, Set<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, TimeoutException, InterruptedException {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, Long> offsets = new HashMap<>();
        get(admin.listOffsets(
                                partitions.stream().collect(Collectors.toMap(Function.identity(), one -> which)),
                                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .all())
                .forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    static <T> T get(Future<T> told) throws ExecutionException, TimeoutException, InterruptedException {
        return told.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        looking.shutdownNow();
        Admin open;
        synchronized (this) {
            closed = true;
            open = admin;
        }
        if (open != null) {
            open.close(Duration.ZERO);
        }
        followed.values().forEach(one -> meters.remove(one.gauge()));
    }
}
