package dev.storycrew.history.reading;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads single records whose positions are known, with one client that stays open. Safe for use by many threads, which
 * wait for each other, but not for long.
 */
public final class PositionReader implements AutoCloseable {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long TURN_SECONDS = 2;
    private static final Duration POLL = Duration.ofMillis(100);

    private final Connection connection;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    public PositionReader(Connection connection) {
        this.connection = connection;
    }

    /**
     * Reads a record.
     *
     * @return empty if there is none any more, or it has no value
     * @throws UndecodableException if its bytes are no value of its topic
     * @throws KafkaException when the broker is out of reach, or others have been reading for too long
     */
    public <T> Optional<Event<T>> read(Topic<T> topic, int partition, long offset) {
        ConsumerRecord<byte[], byte[]> found = fetch(new TopicPartition(topic.name(), partition), offset);
        if (found == null || found.value() == null) {
            return Optional.empty();
        }
        return Optional.of(new Event<>(
                topic,
                new Position(found.topic(), found.partition(), found.offset()),
                Instant.ofEpochMilli(found.timestamp()),
                found.key() == null ? null : new String(found.key(), StandardCharsets.UTF_8),
                connection.wire().decode(topic, found.value())));
    }

    private @Nullable ConsumerRecord<byte[], byte[]> fetch(TopicPartition partition, long offset) {
        try {
            if (!turn.tryLock(TURN_SECONDS, TimeUnit.SECONDS)) {
                throw new TimeoutException(partition + " at " + offset
                        + " could not be read: others have been reading for " + TURN_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        try {
            KafkaConsumer<byte[], byte[]> open = consumer();
            open.assign(List.of(partition));
            open.seek(partition, offset);
            long deadline = System.nanoTime() + PATIENCE_NANOS;
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> found : open.poll(POLL)) {
                    // The next one kept, where this one was deleted or compacted away.
                    return found.offset() == offset ? found : null;
                }
                if (open.position(partition) > offset) {
                    return null;
                }
            }
            throw new KafkaException(partition + " at " + offset + " could not be read within "
                    + TimeUnit.NANOSECONDS.toSeconds(PATIENCE_NANOS) + " s");
        } catch (RuntimeException e) {
            discard();
            throw e;
        } finally {
            turn.unlock();
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open == null) {
            Properties settings = new Properties();
            settings.putAll(connection.kafka());
            settings.setProperty("isolation.level", "read_committed");
            settings.setProperty("enable.auto.commit", "false");
            settings.setProperty("auto.offset.reset", "earliest");
            settings.setProperty("max.poll.records", "1");
            settings.setProperty("max.partition.fetch.bytes", "65536");
            // What it asks for is there, so that nothing is to be waited for.
            settings.setProperty("fetch.max.wait.ms", "1");
            open = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
            consumer = open;
        }
        return open;
    }

    /** Without waiting for a broker that may be out of reach; it has nothing to commit. */
    private void discard() {
        KafkaConsumer<byte[], byte[]> open = consumer;
        consumer = null;
        if (open != null) {
            open.close(CloseOptions.timeout(Duration.ZERO));
        }
    }

    /** Whoever reads is interrupted. */
    @Override
    public void close() {
        if (!turn.tryLock()) {
            KafkaConsumer<byte[], byte[]> open = consumer;
            if (open != null) {
                open.wakeup();
            }
            turn.lock();
        }
        try {
            discard();
        } finally {
            turn.unlock();
        }
    }
}
