package dev.storycrew.history.reading;

import dev.storycrew.schemas.topic.Topic;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A decoded record.
 *
 * @param key a chapter id or book id; null when the producer gave none
 * @param value of the topic's domain type, such as {@link dev.storycrew.core.event.ChapterEnvelope}
 */
public record Event<T>(
        Topic<T> topic,
        Position position,
        Instant time,
        @Nullable String key,
        T value) {}
