package dev.storycrew.console.faults.check;

import dev.storycrew.console.cluster.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads one partition of a topic from its beginning to its end. */
final class TopicBytes {
    private static final Duration POLL = Duration.ofMillis(500);

    private final Connection connection;

    TopicBytes(Connection connection) {
        this.connection = connection;
    }

    /** Hands over all that is committed. */
    void read(String topic, int partition, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("max.partition.fetch.bytes", "8388608");
        TopicPartition source = new TopicPartition(topic, partition);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(source));
            consumer.seekToBeginning(List.of(source));
            long end = consumer.endOffsets(List.of(source)).getOrDefault(source, 0L);
            while (consumer.position(source) < end) {
                consumer.poll(POLL).forEach(sink);
            }
        }
    }
}
