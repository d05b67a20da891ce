package dev.storycrew.schemas.topic;

import dev.storycrew.schemas.codec.Codec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A topic: its full name, what is in it, and how long that is kept.
 *
 * @param name with the prefix
 * @param retention null if the last value of each key is kept for ever
 * @param compacted whether an older value of a key may go when there is a newer one
 * @param <T> the domain type of its values
 */
public record Topic<T>(
        String name, Codec<T> codec, @Nullable Duration retention, boolean compacted) {
    /** The subject of its schema: Confluent's TopicNameStrategy. */
    public String subject() {
        return name + "-value";
    }
}
