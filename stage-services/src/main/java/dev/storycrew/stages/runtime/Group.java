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
 * What the coordinator of a consumer group tells others than its consumers.
 *
 * @param kafka Kafka's client settings
 * @param id the group's id
 */
record Group(Map<String, String> kafka, String id) {
    private static final String PATIENCE_MILLIS = "5000";

    Group {
        kafka = Map.copyOf(kafka);
    }

    /**
     * Looks up what the group has committed, when transactions that may still change it have ended.
     *
     * @return without the partitions for which nothing was ever committed
     * @throws KafkaException when the broker does not tell
     */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        try (Admin admin = Admin.create(Map.copyOf(kafka))) {
            Map<TopicPartition, OffsetAndMetadata> told = admin.listConsumerGroupOffsets(
                            Map.of(id, new ListConsumerGroupOffsetsSpec().topicPartitions(List.copyOf(partitions))),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(id)
                    .get();
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(told);
            committed.values().removeIf(offset -> offset == null);
            return committed;
        } catch (ExecutionException e) {
            throw new KafkaException("what the group " + id + " has committed is not known", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /** True when a member is in the group now; false when it is not, or the broker does not tell. */
    boolean has(String member) throws InterruptedException {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put("default.api.timeout.ms", PATIENCE_MILLIS);
        settings.put("request.timeout.ms", PATIENCE_MILLIS);
        try (Admin admin = Admin.create(settings)) {
            return admin.describeConsumerGroups(List.of(id)).describedGroups().get(id).get().members().stream()
                    .anyMatch(described -> described.consumerId().equals(member));
        } catch (ExecutionException | KafkaException e) {
            return false;
        }
    }
}
