package dev.storycrew.stages.runtime;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A finished input, and the records that go out in the same transaction as its offset. */
record Finished(
        ConsumerRecord<byte[], byte[]> source,
        PartitionProgress progress,
        List<ProducerRecord<byte[], byte[]>> output) {
    TopicPartition partition() {
        return new TopicPartition(source.topic(), source.partition());
    }
}
