package dev.storycrew.history.reading;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics once, up to their end as of when reading starts, merged by the records' times. It joins no group and
 * commits nothing, so it disturbs nobody; it sees only committed records. Its memory is bounded, however long the
 * history: a partition that is ahead of the others waits.
 */
public final class TopicReader {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration UNTIL_INTERRUPTED = Duration.ofMinutes(1);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
    /** How much all partitions together may fetch ahead, in compressed bytes. */
    private static final int FETCH_BUDGET = 6 * 1024 * 1024;

    private static final int MIN_FETCH = 32 * 1024;
    private static final int MAX_FETCH = 512 * 1024;
    /** How much one broker response may hold: it is read through direct memory, which is scarce. */
    private static final int MAX_RESPONSE = 4 * 1024 * 1024;

    private static final int MAX_RECORDS = 1000;
    private static final int BETWEEN_POLLS = 100;

    private final Connection connection;
    private final ReadPlan plan;
    private final Bounds bounds;
    /** How much of a partition is fetched at a time, and roughly how much of it waits. */
    private final int fetchBytes;

    private TopicReader(Connection connection, ReadPlan plan, Bounds bounds) {
        this.connection = connection;
        this.plan = plan;
        this.bounds = bounds;
        int partitions = Math.max(1, bounds.end().size());
        this.fetchBytes = Math.max(MIN_FETCH, Math.min(MAX_FETCH, FETCH_BUDGET / partitions));
    }

    /**
     * Looks up what there is to read; later records are not read.
     *
     * @throws KafkaException when the broker is out of reach
     */
    public static TopicReader open(Connection connection, ReadPlan plan) {
        try (Admin admin = connection.admin()) {
            return open(connection, plan, admin);
        }
    }

    /** The same with a client that the caller has. */
    public static TopicReader open(Connection connection, ReadPlan plan, Admin admin) {
        return new TopicReader(connection, plan, Bounds.of(admin, plan));
    }

    /** True if a topic's whole history is read: nothing of it was deleted, and reading begins at its beginning. */
    public boolean isWhole(Topic<?> topic) {
        return bounds.from().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(topic.name()))
                .allMatch(entry -> entry.getValue() == 0);
    }

    /** The first offset of each partition that is not read. */
    public Map<TopicPartition, Long> ends() {
        return Map.copyOf(bounds.end());
    }

    /** How many offsets there are to read; transaction markers count, so records are somewhat fewer. */
    public long offsets() {
        return bounds.end().entrySet().stream()
                .mapToLong(entry -> Math.max(0, entry.getValue() - from(entry.getKey())))
                .sum();
    }

    /**
     * Reads.
     *
     * @throws KafkaException when the broker is out of reach, or a transaction stays open for a minute
     */
    public void forEach(Consumer<TopicRecord> sink) {
        new Relay<>("topic-reader", TopicReader::size).run(this::merge, sink);
    }

    /**
     * Reads, and decodes in a thread between fetching and the sink.
     *
     * @param decode called by one thread; its result should not retain the record's bytes
     * @throws KafkaException when the broker is out of reach, or a transaction stays open for a minute
     */
    public <T> void forEach(Function<TopicRecord, T> decode, Consumer<T> sink) {
        new Relay<T>("topic-decoder", decoded -> 0)
                .run(decoded -> forEach(read -> decoded.accept(decode.apply(read))), sink);
    }

    private static int size(TopicRecord read) {
        return read.value() == null ? 0 : read.value().length;
    }

    private void merge(Consumer<TopicRecord> sink) {
        if (offsets() == 0) {
            return;
        }
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            new Merge(consumer, sink).run();
        }
    }

    /**
     * Continues where {@link #forEach} ended, with records in the order of their partitions, until the thread is
     * interrupted or the sink throws.
     */
    public void follow(Consumer<TopicRecord> sink) {
        if (bounds.end().isEmpty()) {
            untilInterrupted();
            return;
        }
        Map<String, Topic<?>> topics = new HashMap<>();
        plan.topics().forEach(topic -> topics.put(topic.name(), topic));
        Properties settings = settings();
        // There may be nothing new for days: the broker answers when there is.
        settings.remove("fetch.max.wait.ms");
        boolean interrupted = false;
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.assign(bounds.end().keySet());
            bounds.end().forEach((partition, end) -> consumer.seek(partition, Math.max(end, from(partition))));
            try {
                while (!Thread.currentThread().isInterrupted()) {
                    for (ConsumerRecord<byte[], byte[]> received : consumer.poll(UNTIL_INTERRUPTED)) {
                        sink.accept(raw(Objects.requireNonNull(topics.get(received.topic())), received));
                    }
                }
            } catch (InterruptException e) {
                // It has set the thread's flag, which ends the reading.
            }
            // A consumer that is closed by an interrupted thread logs an error.
            interrupted = Thread.interrupted();
        } finally {
            // Otherwise it would wait for the fetch that is under way.
            consumer.close(CloseOptions.timeout(Duration.ZERO));
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** None of the topics is there, and a consumer of nothing cannot be polled. */
    private static void untilInterrupted() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TopicRecord raw(Topic<?> topic, ConsumerRecord<byte[], byte[]> received) {
        return new TopicRecord(
                topic,
                received.partition(),
                received.offset(),
                received.timestamp(),
                received.key() == null ? null : new String(received.key(), StandardCharsets.UTF_8),
                received.value(),
                received.headers());
    }

    private Properties settings() {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("enable.auto.commit", "false");
        // Nobody looks at a reader's beans, and to make them takes longer than to read a chapter.
        settings.setProperty("metric.reporters", "");
        settings.putIfAbsent("enable.metrics.push", "false");
        settings.setProperty("auto.offset.reset", "earliest");
        settings.setProperty("max.partition.fetch.bytes", Integer.toString(fetchBytes));
        settings.setProperty("fetch.max.bytes", Integer.toString(MAX_RESPONSE));
        settings.setProperty("max.poll.records", Integer.toString(MAX_RECORDS));
        // A fetch that waits for records holds up the others, and before the end there are always records.
        settings.setProperty("fetch.max.wait.ms", "5");
        return settings;
    }

    private long from(TopicPartition partition) {
        return Objects.requireNonNull(bounds.from().get(partition));
    }

    /** One pass over all partitions. */
    private final class Merge {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Consumer<TopicRecord> sink;
        private final Map<TopicPartition, PartitionQueue> lanes = new HashMap<>();
        private final PriorityQueue<PartitionQueue> ready = new PriorityQueue<>(PartitionQueue.BY_TIME);
        /** Queues with more to come but nothing in hand: while there is one, it is unknown what comes next. */
        private int starving;

        private long lastProgress = System.nanoTime();

        Merge(KafkaConsumer<byte[], byte[]> consumer, Consumer<TopicRecord> sink) {
            this.consumer = consumer;
            this.sink = sink;
        }

        void run() {
            assign();
            while (starving > 0 || !ready.isEmpty()) {
                // Even if there is enough in hand: what will soon be needed is fetched meanwhile.
                poll();
                for (int left = BETWEEN_POLLS; left > 0 && starving == 0 && !ready.isEmpty(); left--) {
                    emitNext();
                }
            }
        }

        private void assign() {
            for (int rank = 0; rank < plan.topics().size(); rank++) {
                Topic<?> topic = plan.topics().get(rank);
                for (Map.Entry<TopicPartition, Long> end : bounds.end().entrySet()) {
                    TopicPartition name = end.getKey();
                    if (name.topic().equals(topic.name()) && from(name) < end.getValue()) {
                        lanes.put(name, new PartitionQueue(name, topic, rank, end.getValue()));
                    }
                }
            }
            consumer.assign(lanes.keySet());
            lanes.keySet().forEach(partition -> consumer.seek(partition, from(partition)));
            starving = lanes.size();
        }

        private void poll() {
            // After a queue's last record there may be only a transaction marker, for which no poll returns.
            endThoseAtTheirEnd();
            if (lanes.isEmpty()) {
                return;
            }
            List<TopicPartition> resumed = new ArrayList<>();
            for (PartitionQueue lane : lanes.values()) {
                if (lane.paused && lane.bytes() < fetchBytes / 2) {
                    lane.paused = false;
                    resumed.add(lane.name);
                }
            }
            consumer.resume(resumed);
            int starvingBefore = starving;
            for (ConsumerRecord<byte[], byte[]> received : consumer.poll(starving > 0 ? POLL : Duration.ZERO)) {
                take(received);
            }
            lastProgress = starving > 0 && starving == starvingBefore ? lastProgress : System.nanoTime();
            List<TopicPartition> full = new ArrayList<>();
            for (PartitionQueue lane : lanes.values()) {
                if (!lane.paused && lane.bytes() >= fetchBytes) {
                    lane.paused = true;
                    full.add(lane.name);
                }
            }
            consumer.pause(full);
            endThoseAtTheirEnd();
            if (starving > 0 && System.nanoTime() - lastProgress > PATIENCE_NANOS) {
                throw new KafkaException("no record arrived for a minute, though there are more: the broker is not"
                        + " answering, or a transaction stays open");
            }
        }

        private void endThoseAtTheirEnd() {
            List<PartitionQueue> ended = new ArrayList<>();
            for (PartitionQueue lane : lanes.values()) {
                if (lane.isEmpty() && consumer.position(lane.name) >= lane.end) {
                    lane.done = true;
                    ended.add(lane);
                }
            }
            ended.forEach(this::end);
        }

        private void take(ConsumerRecord<byte[], byte[]> received) {
            PartitionQueue lane = lanes.get(new TopicPartition(received.topic(), received.partition()));
            if (lane == null || lane.done || received.offset() >= lane.end) {
                return;
            }
            boolean wasEmpty = lane.isEmpty();
            lane.add(received);
            if (wasEmpty) {
                starving--;
                ready.add(lane);
            }
        }

        private void emitNext() {
            PartitionQueue lane = ready.remove();
            if (plan.until() != null && lane.time() > plan.until()) {
                lane.drop();
                starving++;
                end(lane);
                return;
            }
            ConsumerRecord<byte[], byte[]> next = lane.take();
            if (lane.isEmpty()) {
                starving++;
                if (next.offset() + 1 >= lane.end) {
                    lane.done = true;
                    end(lane);
                }
            } else {
                ready.add(lane);
            }
            sink.accept(raw(lane.topic, next));
        }

        private void end(PartitionQueue lane) {
            starving--;
            lanes.remove(lane.name);
            consumer.pause(List.of(lane.name));
        }
    }
}
