package dev.storycrew.core.event;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A record that could not be worked on, with everything needed to try it again.
 *
 * @param id {@code topic-partition@offset} of the original, which makes it unique
 * @param key the original key, or null
 * @param value the original bytes; null when it had none, or more than a dead letter holds
 * @param consumer who gave it up: {@code write}, {@code router}, {@code sequencer}
 * @param reason one word for operators to filter by: {@code UNDECODABLE}, {@code REFUSED}, {@code STARTED_TOO_OFTEN}
 * @param message what happened, without chapter text or keys
 * @param stack the stack trace, or null
 * @param deliveries how often it was taken in hand, all of its redrives together
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
    /** The reason of a record that is too large, or of which something too large was made. */
    public static final String TOO_LARGE = "RECORD_TOO_LARGE";

    private static final int MAX_KEY_BYTES = 1000;
    private static final int MAX_MESSAGE_CHARS = 2000;

    /** Topics by which chapters go on, without the prefix. */
    private static final Set<String> WAY = way();

    /** Reasons for which the chapter goes on by what there was before. */
    private static final Set<String> BESIDE_THE_WAY = Set.of("CONFLICTING_REQUEST", "WRONG_KEY");

    /** A record's header. */
    public record Header(String name, byte @Nullable [] value) {}

    public static String id(String topic, int partition, long offset) {
        return topic + "-" + partition + "@" + offset;
    }

    /** The id of the one command that can put it back on its topic. */
    public String redriveId() {
        return redriveId(id);
    }

    /** The same of the dead letter with an id. */
    public static String redriveId(String id) {
        return "redrive-" + id;
    }

    /** The original's key as text; null when it had none. */
    public @Nullable String keyText() {
        return key == null ? null : new String(key, StandardCharsets.UTF_8);
    }

    /** The same without all that can be large; the record itself stays where it is. It cannot be redriven. */
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

    /** Whether it came without the bytes that the record has. */
    public boolean isShortened() {
        return value == null && reason.equals(TOO_LARGE);
    }

    /** Whether the chapter of its key waits for it: not for an operator's command, or a second request. */
    public boolean holdsUpItsChapter() {
        return !BESIDE_THE_WAY.contains(reason) && WAY.stream().anyMatch(topic::endsWith);
    }

    private static Set<String> way() {
        Set<String> way = new HashSet<>(Set.of("chapter-requests"));
        for (Stage stage : Stage.values()) {
            way.add(stage.label());
            if (stage.reportsToRouter()) {
                way.add(stage.resultsLabel());
            }
        }
        return Set.copyOf(way);
    }

    /** The chapter that it belongs to, by its key; null when the key is none of a chapter's. */
    public @Nullable ChapterId chapter() {
        try {
            String text = keyText();
            return text == null ? null : ChapterId.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
