package dev.storycrew.stages.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * What a consumer group has committed, asked for by others than its consumers.
 *
 * @param kafka Kafka's client settings
 * @param group the group's id
 */
record GroupOffsets(Map<String, String> kafka, String group) {
    GroupOffsets {
        kafka = Map.copyOf(kafka);
    }

    /**
     * Looks it up, when transactions that may still change it have ended.
     *
     * @return without the partitions for which nothing was ever committed
     * @throws KafkaException when the broker does not tell
     */
    Map<TopicPartition, OffsetAndMetadata> of(Set<TopicPartition> partitions) {
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            Map<TopicPartition, OffsetAndMetadata> told = admin.listConsumerGroupOffsets(
                            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(List.copyOf(partitions))),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(group)
                    .get();
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(told);
            committed.values().removeIf(offset -> offset == null);
            return committed;
        } catch (ExecutionException e) {
            throw new KafkaException("what the group " + group + " has committed is not known", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }
}
