package dev.storycrew.history.cards;

import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.CardSpan;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.PositionReader;
import dev.storycrew.history.reading.StartPosition;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Answers;
import dev.storycrew.schemas.topic.CardSources;
import dev.storycrew.schemas.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Where a chapter's records are. In a topic that cards are made from its card says it; in one that carries its
 * envelopes they lie between its first stage run's and its last record's time, in the partitions of its stage runs; commands, of
 * which there are few, may be anywhere.
 */
public final class ChapterPlaces {
    /** Brokers' clocks differ, and a transaction's records are not of one moment. */
    private static final Duration MARGIN = Duration.ofMinutes(10);

    private final Connection connection;
    private final ChapterCard card;
    /** By partition of the stage runs. */
    private final Map<Integer, Long> begun = new HashMap<>();

    public ChapterPlaces(Connection connection, ChapterCard card) {
        this.connection = connection;
        this.card = card;
    }

    /**
     * Where to read for all its records in some topics.
     *
     * @throws org.apache.kafka.common.KafkaException when the broker is out of reach
     */
    public StartPosition of(List<Topic<?>> topics) {
        Map<String, CardSource> sources = new HashMap<>();
        CardSources.of(connection.topics()).forEach((source, topic) -> sources.put(topic.name(), source));
        Set<String> envelopes =
                connection.topics().envelopes().stream().map(Topic::name).collect(Collectors.toSet());
        Map<TopicPartition, StartPosition.Range> ranges = new HashMap<>();
        List<Topic<?>> others = new ArrayList<>();
        for (Topic<?> topic : topics) {
            CardSource source = sources.get(topic.name());
            if (source == null) {
                others.add(topic);
            } else {
                spans(source)
                        .forEach(span -> ranges.put(
                                new TopicPartition(topic.name(), span.partition()),
                                new StartPosition.Range(span.first(), span.last() + 1)));
            }
        }
        if (others.isEmpty()) {
            return new StartPosition.Within(ranges);
        }
        try (Admin admin = connection.admin()) {
            for (Topic<?> topic : others) {
                if (envelopes.contains(topic.name())) {
                    ranges.putAll(between(admin, topic));
                } else {
                    everywhere(admin, topic).forEach(each -> ranges.put(each, StartPosition.Range.from(0)));
                }
            }
        }
        return new StartPosition.Within(ranges);
    }

    private List<CardSpan> spans(CardSource source) {
        return card.spans().stream().filter(span -> span.source() == source).toList();
    }

    private Map<TopicPartition, StartPosition.Range> between(Admin admin, Topic<?> topic) {
        Map<TopicPartition, StartPosition.Range> ranges = new HashMap<>();
        boolean first =
                topic.name().equals(connection.topics().envelopes().get(0).name());
        for (CardSpan span : spans(CardSource.STAGE_RUNS)) {
            TopicPartition partition = new TopicPartition(topic.name(), span.partition());
            // What waits for the first stage was written before any ran, maybe long before.
            long begun = first ? card.firstAt() : begun(span);
            long from = offset(admin, partition, begun - MARGIN.toMillis());
            long until = offset(admin, partition, card.changedAt() + MARGIN.toMillis());
            if (from >= 0) {
                ranges.put(partition, new StartPosition.Range(from, until < 0 ? Long.MAX_VALUE : until));
            }
        }
        return ranges;
    }

    /** When its first stage run began: a chapter may have waited for years before. */
    private long begun(CardSpan span) {
        return begun.computeIfAbsent(span.partition(), partition -> {
            try (PositionReader reader = new PositionReader(connection)) {
                return reader.read(connection.topics().stageRuns(), partition, span.first())
                        .map(event -> event.time().toEpochMilli())
                        .orElse(card.firstAt());
            } catch (UndecodableException e) {
                return card.firstAt();
            }
        });
    }

    /** The first offset at or after a time; negative if there is none. */
    private static long offset(Admin admin, TopicPartition partition, long time) {
        return Answers.await(
                        admin.listOffsets(Map.of(partition, OffsetSpec.forTimestamp(Math.max(0, time))))
                                .partitionResult(partition),
                        "READ",
                        "topic " + partition.topic())
                .offset();
    }

    private static List<TopicPartition> everywhere(Admin admin, Topic<?> topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        try {
            Answers.await(admin.describeTopics(List.of(topic.name())).allTopicNames(), "READ", "topic " + topic.name())
                    .forEach((name, described) -> described
                            .partitions()
                            .forEach(each -> partitions.add(new TopicPartition(name, each.partition()))));
        } catch (UnknownTopicOrPartitionException e) {
            return List.of();
        }
        return partitions;
    }
}
