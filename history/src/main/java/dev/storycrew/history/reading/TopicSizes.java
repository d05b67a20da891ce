package dev.storycrew.history.reading;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Answers;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;

/** How much there is in each topic. */
public final class TopicSizes {
    private TopicSizes() {}

    /**
     * One topic.
     *
     * @param partitions 0 when the topic does not exist
     * @param offsets how many offsets are kept; transaction markers count
     * @param deleted how many older ones are no longer kept
     * @param bytes what one copy takes on the brokers' disks, compressed; empty if the brokers do not say it
     */
    public record Size(Topic<?> topic, int partitions, long offsets, long deleted, OptionalLong bytes) {}

    /** The topics of the catalogue, in the order a chapter passes them. */
    public static List<Size> of(Connection connection) {
        List<Topic<?>> topics = connection.topics().all();
        Bounds bounds;
        Map<TopicPartition, Long> onDisk;
        try (Admin admin = connection.admin()) {
            bounds = Bounds.of(admin, ReadPlan.all(topics));
            onDisk = onDisk(admin);
        }
        List<Size> sizes = new ArrayList<>();
        for (Topic<?> topic : topics) {
            int partitions = 0;
            long offsets = 0;
            long deleted = 0;
            for (Map.Entry<TopicPartition, Long> end : bounds.end().entrySet()) {
                if (end.getKey().topic().equals(topic.name())) {
                    long oldest = bounds.oldest().getOrDefault(end.getKey(), 0L);
                    partitions++;
                    offsets += end.getValue() - oldest;
                    deleted += oldest;
                }
            }
            OptionalLong bytes = onDisk.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(onDisk.entrySet().stream()
                            .filter(entry -> entry.getKey().topic().equals(topic.name()))
                            .mapToLong(Map.Entry::getValue)
                            .sum());
            sizes.add(new Size(topic, partitions, offsets, deleted, bytes));
        }
        return sizes;
    }

    /** The bytes of each partition's largest copy; empty if the user may not DESCRIBE the cluster. */
    private static Map<TopicPartition, Long> onDisk(Admin admin) {
        Map<TopicPartition, Long> bytes = new HashMap<>();
        try {
            List<Integer> brokers = Answers.await(admin.describeCluster().nodes()).stream()
                    .map(Node::id)
                    .toList();
            for (Map<String, LogDirDescription> folders : Answers.await(
                            admin.describeLogDirs(brokers).allDescriptions())
                    .values()) {
                folders.values()
                        .forEach(folder -> folder.replicaInfos()
                                .forEach((partition, info) -> bytes.merge(partition, info.size(), Math::max)));
            }
        } catch (AuthorizationException e) {
            return Map.of();
        }
        return bytes;
    }
}
