package dev.storycrew.bench;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The fastest way to read the topics: bytes, with Kafka's own settings, without doing anything with them. */
final class BareConsumer {
    private static final Duration POLL = Duration.ofMillis(50);

    private final Connection connection;

    BareConsumer(Connection connection) {
        this.connection = connection;
    }

    /** Reads all of it and returns how many records there were. */
    long read(List<Topic<?>> topics) {
        Properties settings = new Properties();
        settings.putAll(connection.kafka());
        settings.setProperty("isolation.level", "read_committed");
        settings.setProperty("max.poll.records", "1000");
        // The default of 50 MB would not fit into the direct memory the launcher allows.
        settings.setProperty("fetch.max.bytes", "8388608");
        long records = 0;
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = new ArrayList<>();
            for (Topic<?> topic : topics) {
                consumer.partitionsFor(topic.name())
                        .forEach(info -> partitions.add(new TopicPartition(topic.name(), info.partition())));
            }
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                for (ConsumerRecord<byte[], byte[]> received : consumer.poll(POLL)) {
                    records += received.value() == null ? 0 : 1;
                }
            }
        }
        return records;
    }
}
