package dev.storycrew.history.reading;

import dev.storycrew.schemas.topic.Answers;
import dev.storycrew.schemas.topic.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * The range of each partition to read.
 *
 * @param oldest the oldest offset kept, by partition
 * @param from where reading begins
 * @param end the end when reading started, exclusive
 */
record Bounds(Map<TopicPartition, Long> oldest, Map<TopicPartition, Long> from, Map<TopicPartition, Long> end) {

    private static final StartPosition.Range NOTHING = new StartPosition.Range(0, 0);

    /**
     * Looks them up. The ends are taken topic by topic in the plan's order, regardless of open transactions: whatever
     * led to a record in an earlier topic is then before the ends of the later ones. Topics that do not exist are left
     * out.
     */
    static Bounds of(Admin admin, ReadPlan plan) {
        Map<TopicPartition, Long> end = new TreeMap<>(
                java.util.Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition));
        for (Topic<?> topic : plan.topics()) {
            List<TopicPartition> partitions = partitions(admin, topic).stream()
                    .filter(one -> plan.partition() == null || one.partition() == plan.partition())
                    .toList();
            try {
                end.putAll(offsets(admin, partitions, OffsetSpec.latest()));
            } catch (UnknownTopicOrPartitionException | TimeoutException e) {
                // If it was deleted a moment ago, whoever described it did not know yet: it is left out too.
                if (!partitions(admin, topic).isEmpty()) {
                    throw e;
                }
            }
        }
        List<TopicPartition> all = new ArrayList<>(end.keySet());
        Map<TopicPartition, Long> oldest = offsets(admin, all, OffsetSpec.earliest());
        Map<TopicPartition, Long> from = new HashMap<>(oldest);
        if (plan.start() instanceof StartPosition.AtTime time) {
            offsets(admin, all, OffsetSpec.forTimestamp(time.epochMillis()))
                    .forEach((partition, offset) -> from.put(partition, offset < 0 ? end.get(partition) : offset));
        } else if (plan.start() instanceof StartPosition.AtOffset at) {
            from.replaceAll((partition, first) -> Math.max(first, at.offset()));
        } else if (plan.start() instanceof StartPosition.Within within) {
            from.replaceAll((partition, first) ->
                    Math.max(first, ranges(within, partition).from()));
            end.replaceAll((partition, last) ->
                    Math.min(last, ranges(within, partition).until()));
        }
        return new Bounds(oldest, from, end);
    }

    private static StartPosition.Range ranges(StartPosition.Within within, TopicPartition partition) {
        return within.ranges().getOrDefault(partition, NOTHING);
    }

    private static List<TopicPartition> partitions(Admin admin, Topic<?> topic) {
        try {
            TopicDescription described = Answers.await(
                            admin.describeTopics(List.of(topic.name())).allTopicNames(),
                            "READ",
                            "topic " + topic.name())
                    .get(topic.name());
            return Objects.requireNonNull(described, topic.name()).partitions().stream()
                    .map(info -> new TopicPartition(topic.name(), info.partition()))
                    .toList();
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
    }

    private static Map<TopicPartition, Long> offsets(Admin admin, List<TopicPartition> partitions, OffsetSpec which) {
        if (partitions.isEmpty()) {
            return Map.of();
        }
        Map<TopicPartition, OffsetSpec> wanted =
                partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> which));
        Map<TopicPartition, ListOffsetsResultInfo> found = Answers.await(
                admin.listOffsets(wanted, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
                        .all(),
                "READ",
                "topic " + partitions.get(0).topic());
        return found.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }
}
