package dev.storycrew.history;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.schemas.access.DeniedException;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads topics from their beginning and keeps reading, outside any consumer group. Sees only committed records. */
public final class TopicTail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicTail.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Connection connection;
    private final Map<String, Topic<?>> topics = new HashMap<>();
    private final Sink sink;
    private final CompletableFuture<Boolean> caughtUp = new CompletableFuture<>();
    private final Thread thread;
    private volatile boolean closing;
    /** Why it stopped reading; null while it reads. */
    private volatile @Nullable Throwable stopped;

    /** Takes each value in the order of its partition. */
    public interface Sink {
        /**
         * Takes a value.
         *
         * @param origin the id that a dead letter of its record would have
         */
        void take(Topic<?> topic, String origin, Object value);
    }

    private TopicTail(Connection connection, List<Topic<?>> topics, Sink sink) {
        this.connection = connection;
        topics.forEach(topic -> this.topics.put(topic.name(), topic));
        this.sink = sink;
        this.thread = new Thread(this::run, "topic-tail");
        this.thread.setDaemon(true);
    }

    public static TopicTail start(Connection connection, List<Topic<?>> topics, Sink sink) {
        TopicTail tail = new TopicTail(connection, topics, sink);
        tail.thread.start();
        return tail;
    }

    /**
     * Waits until everything that existed at the start has been read.
     *
     * @throws KafkaException when the broker is out of reach
     */
    public void awaitCaughtUp(Duration timeout) throws InterruptedException {
        try {
            caughtUp.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new DeniedException("READ", "the topics cannot be read: " + words(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("the topics could not be read within " + timeout.toSeconds() + " s", e);
        }
    }

    private static String words(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
    }

    /**
     * Makes sure that it still reads.
     *
     * @throws KafkaException if it has stopped
     */
    public void requireReading() {
        Throwable cause = stopped;
        if (cause != null) {
            throw new KafkaException(
                    "the topics can no longer be read: " + words(cause)
                            + "; nothing is lost, and the same command resumes where it left off",
                    cause);
        }
    }

    @Override
    public void close() {
        closing = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", "read_committed");
        // Closing waits for a fetch that is under way.
        settings.setProperty("fetch.max.wait.ms", Long.toString(POLL.toMillis()));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (String topic : topics.keySet()) {
                consumer.partitionsFor(topic)
                        .forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (!closing) {
                consumer.poll(POLL).forEach(this::take);
                if (!caughtUp.isDone()
                        && partitions.stream()
                                .allMatch(partition ->
                                        consumer.position(partition) >= ends.getOrDefault(partition, 0L))) {
                    caughtUp.complete(true);
                }
            }
        } catch (RuntimeException | Error e) {
            stopped = e;
            caughtUp.completeExceptionally(e);
            LOG.atError().addKeyValue("event", "tail_failed").setCause(e).log("The topics cannot be read");
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> received) {
        Topic<?> topic = topics.get(received.topic());
        if (topic == null || received.value() == null) {
            return;
        }
        try {
            String origin = DeadLetter.id(received.topic(), received.partition(), received.offset());
            sink.take(topic, origin, connection.wire().decode(topic, received.value()));
        } catch (UndecodableException | RegistryUnavailableException e) {
            LOG.atWarn()
                    .addKeyValue("event", "undecodable")
                    .addKeyValue("topic", received.topic())
                    .addKeyValue("partition", received.partition())
                    .addKeyValue("offset", received.offset())
                    .setCause(e)
                    .log("Skipping a record that cannot be read");
        }
    }
}
