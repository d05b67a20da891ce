package dev.storycrew.bench.faults.process;

import dev.storycrew.history.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** All committed records of a topic, of the catalogue or not, as they are. */
final class CommittedRecords {
    private CommittedRecords() {}

    /** Reads them; a transaction that is open is waited for, and so is what is committed and not yet visible. */
    public static List<ConsumerRecord<byte[], byte[]>> of(Connection connection, String topic) {
        List<TopicPartition> partitions = IntStream.range(0, connection.topics().partitions())
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> written = consumer(connection, "read_uncommitted");
                KafkaConsumer<byte[], byte[]> committed = consumer(connection, "read_committed")) {
            Map<TopicPartition, Long> ends = written.endOffsets(partitions);
            committed.assign(partitions);
            committed.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(each -> committed.position(each) < ends.getOrDefault(each, 0L))) {
                committed.poll(Duration.ofMillis(100)).forEach(records::add);
            }
        }
        return records;
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Connection connection, String isolation) {
        Map<String, Object> settings = new HashMap<>(connection.kafka());
        settings.put("isolation.level", isolation);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
