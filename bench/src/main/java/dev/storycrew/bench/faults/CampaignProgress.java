package dev.storycrew.bench.faults;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Which chapters are still open, judging only by the keys of outcomes, dead letters and redrives. */
final class CampaignProgress implements AutoCloseable {
    private final Connection connection;
    private final Set<ChapterId> published = new HashSet<>();
    private final Map<ChapterId, Standing> standings = new HashMap<>();
    private final Thread thread = new Thread(this::run, "progress");
    private volatile boolean closing;
    private volatile long lastAt = System.currentTimeMillis();

    CampaignProgress(Connection connection) {
        this.connection = connection;
        thread.setDaemon(true);
        thread.start();
    }

    synchronized void published(ChapterId chapter) {
        published.add(chapter);
    }

    /** Chapters that were requested but have neither an outcome nor a dead letter still waiting. */
    synchronized List<ChapterId> open() {
        return published.stream().filter(chapter -> !standing(chapter).ended()).toList();
    }

    /** Chapters with dead letters, whatever became of them. */
    synchronized Set<ChapterId> everGivenUp() {
        return published.stream()
                .filter(chapter -> !standing(chapter).letters.isEmpty())
                .collect(Collectors.toSet());
    }

    /** True when a chapter has a dead letter that nobody has put back. */
    synchronized boolean isGivenUp(ChapterId chapter) {
        return standing(chapter).isGivenUp();
    }

    private Standing standing(ChapterId chapter) {
        return standings.computeIfAbsent(chapter, id -> new Standing());
    }

    synchronized int publishedCount() {
        return published.size();
    }

    /** When a chapter ended or was put back last, in milliseconds since the epoch. */
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
                // The brokers are being broken too; start over.
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
                connection.topics().deadLetters().name(),
                connection.topics().commandResults().name())) {
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
            if (standing(ChapterId.parse(new String(found.key(), StandardCharsets.UTF_8)))
                    .take(found, connection.topics())) {
                lastAt = System.currentTimeMillis();
            }
        } catch (IllegalArgumentException e) {
            // A dead letter of a record that is not ours.
        }
    }

    /** What was read of a chapter; the same record may be read again. */
    private static final class Standing {
        private final Set<String> outcomes = new HashSet<>();
        private final Set<String> letters = new HashSet<>();
        /** A campaign's operators give no other commands. */
        private final Set<String> redrives = new HashSet<>();

        /** True when it is news. */
        boolean take(ConsumerRecord<byte[], byte[]> found, TopicCatalogue topics) {
            Set<String> kind = found.topic().equals(topics.chapters().name())
                    ? outcomes
                    : found.topic().equals(topics.deadLetters().name()) ? letters : redrives;
            return kind.add(found.partition() + "@" + found.offset());
        }

        boolean isGivenUp() {
            return outcomes.isEmpty() && letters.size() > redrives.size();
        }

        boolean ended() {
            return !outcomes.isEmpty() || isGivenUp();
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
