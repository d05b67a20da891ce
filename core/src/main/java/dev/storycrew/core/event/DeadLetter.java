package dev.storycrew.core.event;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be processed, with everything needed to try again.
 *
 * @param id {@code topic-partition@offset} of the original, which makes it unique
 * @param key the original key, or null
 * @param value the original bytes; null if there were none, or too many for a dead letter
 * @param consumer who gave it up: {@code write}, {@code router}, {@code sequencer}
 * @param reason one word for operators to filter by: {@code UNDECODABLE}, {@code REFUSED}, {@code STARTED_TOO_OFTEN}
 * @param message what happened, without chapter text or keys
 * @param stack the stack trace, or null
 * @param deliveries how often it was delivered, over all its redrives
 * @param at milliseconds since the epoch
 * @param headers of the original, without those that a redrive added
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
        long at,
        List<Header> headers) {
    /** The reason for a record that is too large, or led to one that is. */
    public static final String TOO_LARGE = "RECORD_TOO_LARGE";

    /** The reason for a record that can be read and holds a value outside what it may hold. */
    public static final String INVALID_VALUE = "INVALID_VALUE";

    /** The reason for a record whose key is not what its content names. */
    public static final String WRONG_KEY = "WRONG_KEY";

    /** The reason for a request of a chapter that was requested before, differently. */
    public static final String CONFLICTING_REQUEST = "CONFLICTING_REQUEST";

    /** The reason for an update of a request that came when its chapter had begun. */
    public static final String UPDATE_TOO_LATE = "UPDATE_TOO_LATE";

    /** The reason for bytes that are no value of their topic. */
    public static final String UNDECODABLE = "UNDECODABLE";

    private static final int MAX_KEY_BYTES = 1000;
    private static final int MAX_MESSAGE_CHARS = 2000;

    /** Topics that move chapters on, without the prefix. */
    private static final Set<String> WAY = way();

    /** Reasons that do not stop the chapter, which goes on with the earlier record. */
    private static final Set<String> BESIDE_THE_WAY = Set.of(CONFLICTING_REQUEST, UPDATE_TOO_LATE, WRONG_KEY);

    private static final String REQUESTS = "chapter-requests";

    /** Reasons that lie in what a producer published, so that only another record helps. */
    private static final Set<String> PRODUCERS_FAULT =
            Set.of(UNDECODABLE, INVALID_VALUE, CONFLICTING_REQUEST, UPDATE_TOO_LATE, WRONG_KEY, TOO_LARGE);

    /** A record's header. */
    public record Header(String name, byte @Nullable [] value) {}

    public static String id(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /** The id of the one command that can put it back on its topic. */
    public String redriveId() {
        return redriveId(id);
    }

    /** The same for a dead letter by its id. */
    public static String redriveId(String id) {
        return "redrive-" + id;
    }

    /** The original's key as text; null when it had none. */
    public @Nullable String keyText() {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /** The same without anything that can be large; the record itself stays where it is. It cannot be redriven. */
    public DeadLetter shortened() {
        String left = "it is too large for a dead letter and stays at " + id;
        String why = reason + ": " + message.substring(0, Math.min(message.length(), MAX_MESSAGE_CHARS));
        return new DeadLetter(
                id,
                topic,
                partition,
                offset,
                key == null || key.length > MAX_KEY_BYTES ? null : key,
                null,
                consumer,
                TOO_LARGE,
                reason.equals(TOO_LARGE) ? left : left + " (" + why + ")",
                null,
                deliveries,
                at,
                List.of());
    }

    /** Whether it lacks the record's bytes. */
    public boolean isShortened() {
        return value == null && reason.equals(TOO_LARGE);
    }

    /** Whether it is a chapter's request that was never taken: the chapter may be requested again, rightly. */
    public boolean isRejectedRequest() {
        return topic.endsWith(REQUESTS) && PRODUCERS_FAULT.contains(reason);
    }

    /**
     * Whether the chapter of its key is stuck without it; false for an operator's command or a request that was never
     * taken.
     */
    public boolean holdsUpItsChapter() {
        return !isRejectedRequest()
                && !BESIDE_THE_WAY.contains(reason)
                && WAY.stream().anyMatch(topic::endsWith);
    }

    private static Set<String> way() {
        Set<String> way = new HashSet<>(Set.of(REQUESTS));
        for (Stage stage : Stage.values()) {
            way.add(stage.label());
            if (stage.reportsToRouter()) {
                way.add(stage.resultsLabel());
            }
        }
        return Set.copyOf(way);
    }

    /** The chapter that it belongs to, by its key; null if the key is not a chapter's. */
    public @Nullable ChapterId chapter() {
        try {
            String text = keyText();
            return text == null ? null : ChapterId.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
