package dev.storycrew.history.reading;

import dev.storycrew.schemas.topic.Topic;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is in its topic, not decoded.
 *
 * @param timestamp milliseconds since the epoch
 * @param key null when the producer gave none
 * @param value in the wire format; null where a compacted topic forgot a key
 * @param headers as the producer gave them
 */
public record TopicRecord(
        Topic<?> topic,
        int partition,
        long offset,
        long timestamp,
        @Nullable String key,
        byte @Nullable [] value,
        Headers headers) {
    /** One without headers. */
    public TopicRecord(
            Topic<?> topic, int partition, long offset, long timestamp, @Nullable String key, byte @Nullable [] value) {
        this(topic, partition, offset, timestamp, key, value, new RecordHeaders());
    }

    public Position position() {
        return new Position(topic.name(), partition, offset);
    }
}
