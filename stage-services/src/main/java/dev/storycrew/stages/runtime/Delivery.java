package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * A record that a lane is to work on.
 *
 * @param starts how often a run on it was started before without finishing
 */
record Delivery(
        ConsumerRecord<byte[], byte[]> source, ChapterEnvelope envelope, PartitionProgress progress, int starts) {
    TopicPartition partition() {
        return new TopicPartition(source.topic(), source.partition());
    }
}
