package dev.storycrew.stages.runtime;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * What the coordinator of a consumer group tells clients other than its consumers.
 *
 * @param admin not closed here
 * @param id the group's id
 */
record Group(Admin admin, String id) {
    private static final long PATIENCE_MILLIS = 2000;

    /**
     * Looks up what the group has committed, once transactions that may still change it have ended.
     *
     * @return without partitions that never had a commit
     * @throws KafkaException if the broker does not say
     */
    Map<TopicPartition, OffsetAndMetadata> committed(Set<TopicPartition> partitions) {
        try {
            Map<TopicPartition, OffsetAndMetadata> told = admin.listConsumerGroupOffsets(
                            Map.of(id, new ListConsumerGroupOffsetsSpec().topicPartitions(List.copyOf(partitions))),
                            new ListConsumerGroupOffsetsOptions().requireStable(true))
                    .partitionsToOffsetAndMetadata(id)
                    .get();
            if (!told.keySet().containsAll(partitions)) {
                throw new KafkaException(
                        "only some of the committed offsets of group " + id + " are known: " + told.keySet());
            }
            Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>(told);
            committed.values().removeIf(offset -> offset == null);
            return committed;
        } catch (ExecutionException e) {
            throw new KafkaException("the committed offsets of group " + id + " are not known", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException(e);
        }
    }

    /**
     * Looks up the id that Kafka gave a topic when it was created.
     *
     * @throws KafkaException if the broker does not say
     */
    String topicId(String topic) {
        try {
            return Objects.requireNonNull(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic))
                    .topicId()
                    .toString();
        } catch (ExecutionException e) {
            throw new KafkaException("the id of topic " + topic + " is not known", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** True when a member is in the group now; false when it is not, or the broker does not tell soon. */
    boolean has(String member) throws InterruptedException {
        try {
            // A coordinator that has not loaded the group yet says so and is asked again; its answer is never a guess.
            var described = Objects.requireNonNull(
                    admin.describeClassicGroups(List.of(id)).describedGroups().get(id));
            return described.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS).members().stream()
                    .anyMatch(one -> one.consumerId().equals(member));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return false;
        }
    }
}
