package dev.storycrew.history.reading;

import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;

/** How much there is in each topic. */
public final class TopicSizes {
    private TopicSizes() {}

    /**
     * One topic.
     *
     * @param partitions 0 when the topic does not exist
     * @param offsets how many offsets are kept; transaction markers count
     * @param deleted how many older ones are no longer kept
     */
    public record Size(Topic<?> topic, int partitions, long offsets, long deleted) {}

    /** The topics of the catalogue, in the order a chapter passes them. */
    public static List<Size> of(Connection connection) {
        List<Topic<?>> topics = connection.topics().all();
        Bounds bounds;
        try (Admin admin = connection.admin()) {
            bounds = Bounds.of(admin, ReadPlan.all(topics));
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
            sizes.add(new Size(topic, partitions, offsets, deleted));
        }
        return sizes;
    }
}
