package dev.storycrew.history.reading;

import dev.storycrew.core.text.Counted;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.topic.Answers;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Sets where a consumer group starts, without touching groups that are active or not the auditor's. */
public final class GroupReset {
    private static final Comparator<TopicPartition> BY_NAME =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private final Connection connection;

    public GroupReset(Connection connection) {
        this.connection = connection;
    }

    /**
     * Sets the offsets.
     *
     * @param again true to set a group that already has offsets
     * @return what was set
     * @throws IllegalArgumentException if the group is one of StoryCrew's own, has members, or already has offsets
     * @throws KafkaException when the broker is out of reach or refuses
     */
    public SortedMap<TopicPartition, Long> set(String group, ReadPlan plan, boolean again) {
        if (group.isBlank() || group.startsWith(connection.topics().prefix())) {
            throw new IllegalArgumentException("groups that begin with "
                    + connection.topics().prefix() + " belong to StoryCrew's services; choose another name");
        }
        try (Admin admin = connection.admin()) {
            requireNew(admin, group, again);
            SortedMap<TopicPartition, Long> set = new TreeMap<>(BY_NAME);
            set.putAll(Bounds.of(admin, plan).from());
            Map<TopicPartition, OffsetAndMetadata> offsets = set.entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> new OffsetAndMetadata(entry.getValue())));
            Answers.await(admin.alterConsumerGroupOffsets(group, offsets).all());
            return set;
        }
    }

    private static void requireNew(Admin admin, String group, boolean again) {
        int members;
        try {
            members = Answers.await(admin.describeConsumerGroups(List.of(group)).all()).values().stream()
                    .mapToInt(description -> description.members().size())
                    .sum();
        } catch (GroupIdNotFoundException e) {
            return;
        }
        if (members > 0) {
            throw new IllegalArgumentException(
                    "the group has " + Counted.of(members, "running member") + "; stop them, or choose another name");
        }
        boolean offsets = !Answers.await(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .isEmpty();
        if (offsets && !again) {
            throw new IllegalArgumentException(
                    "the group already has offsets; choose another name, or use --again to set them again");
        }
    }
}
