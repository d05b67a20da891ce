package dev.storycrew.core.event;

import org.jspecify.annotations.Nullable;

/**
 * A record that could not be worked on, with everything needed to try it again.
 *
 * @param id {@code topic-partition@offset} of the original, which makes it unique
 * @param key the original key, or null
 * @param value the original bytes, or null
 * @param consumer who gave it up: {@code write}, {@code router}, {@code sequencer}
 * @param reason one word for operators to filter by: {@code UNDECODABLE}, {@code REFUSED}, {@code STARTED_TOO_OFTEN}
 * @param message what happened, without chapter text or keys
 * @param stack the stack trace, or null
 * @param deliveries how often it was taken in hand
 * @param at milliseconds since the epoch
 */
public record DeadLetter(
        String id,
        String topic,
        int partition,
        long offset,
        byte @Nullable [] key,
        byte @Nullable [] value,
        String consumer,
        String reason,
        String message,
        @Nullable String stack,
        int deliveries,
        long at) {

    public static String id(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }
}
