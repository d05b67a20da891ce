package dev.storycrew.console.faults;

import dev.storycrew.console.cluster.Connection;
import dev.storycrew.core.story.ChapterId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which chapters are still open, by the keys of outcomes and dead letters alone. */
final class Progress implements AutoCloseable {
    private final Connection connection;
    private final Set<ChapterId> published = new HashSet<>();
    private final Set<ChapterId> ended = new HashSet<>();
    private final Thread thread = new Thread(this::run, "progress");
    private volatile boolean closing;
    private volatile long lastAt = System.currentTimeMillis();

    Progress(Connection connection) {
        this.connection = connection;
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void published(ChapterId chapter) {
        published.add(chapter);
    }

    /** Chapters that were asked for and have neither an outcome nor a dead letter. */
    synchronized List<ChapterId> open() {
        List<ChapterId> open = new ArrayList<>(published);
        open.removeAll(ended);
        return open;
    }

    synchronized int publishedCount() {
        return published.size();
    }

    /** When a chapter ended last, in milliseconds since the epoch. */
    long lastAt() {
        return lastAt;
    }

    private void run() {
        while (!closing) {
            try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
                while (!closing) {
                    consumer.poll(Duration.ofMillis(200)).forEach(this::take);
                }
            } catch (KafkaException e) {
                // The brokers are part of what is being broken; begin again.
            }
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", "read_committed");
        KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(
                connection.topics().chapters().name(),
                connection.topics().deadLetters().name())) {
            IntStream.range(0, connection.topics().partitions())
                    .forEach(partition -> partitions.add(new TopicPartition(topic, partition)));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }

    private synchronized void take(ConsumerRecord<byte[], byte[]> found) {
        if (found.key() == null) {
            return;
        }
        try {
            if (ended.add(ChapterId.parse(new String(found.key(), StandardCharsets.UTF_8)))) {
                lastAt = System.currentTimeMillis();
            }
        } catch (IllegalArgumentException e) {
            // A dead letter of a record that is none of ours.
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
}
