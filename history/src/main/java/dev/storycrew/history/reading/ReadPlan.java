package dev.storycrew.history.reading;

import dev.storycrew.schemas.topic.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to read.
 *
 * @param topics in the order in which records of the same time are taken
 * @param start where to begin
 * @param until the last record time to read, in milliseconds since the epoch; null to read to the end as of when
 *     reading starts
 * @param partition the only partition to read of each topic; null for all
 */
public record ReadPlan(
        List<Topic<?>> topics,
        StartPosition start,
        @Nullable Long until,
        @Nullable Integer partition) {
    public ReadPlan {
        topics = List.copyOf(topics);
        if (topics.isEmpty()) {
            throw new IllegalArgumentException("name at least one topic to read");
        }
    }

    /** Everything in some topics. */
    public static ReadPlan all(List<Topic<?>> topics) {
        return new ReadPlan(topics, StartPosition.beginning(), null, null);
    }
}
