package dev.storycrew.cli.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.card.CardRequests;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.history.StalledChapters.Standstill;
import dev.storycrew.history.cards.ShownChapter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code status} says about a chapter. */
record ChapterStatus(ShownChapter chapter) {
    /** Its line and, if somebody should do something, why and what, each line ended. */
    String text(long now) {
        ChapterCard card = chapter.card();
        CardRequests.Rejection rejection = rejection();
        if (rejection != null) {
            return String.format(
                    Locale.ROOT,
                    "%-32s %s%n    %s%n    to do: %s%n",
                    card.id(),
                    chapter.state(),
                    rejection.message(),
                    advice(rejection));
        }
        String line = String.format(
                Locale.ROOT,
                "%-32s %-14s %-27s %s%n",
                card.id(),
                chapter.state(),
                last(),
                Attempts.retries(card.retries()));
        Standstill still = chapter.still();
        return still == null || !still.worthTelling()
                ? line
                : line + "    " + still.stall().because() + ", for " + duration(now - still.since()) + "\n    to do: "
                        + still.stall().advice() + "\n";
    }

    void describe(ObjectNode node, long now) {
        node.put("chapter", chapter.card().id().toString());
        node.put("state", chapter.state().name());
        node.put("last", last());
        node.put("retries", chapter.card().retries());
        CardRequests.Rejection rejection = rejection();
        Standstill still = chapter.still();
        if (rejection != null) {
            node.put("because", rejection.message());
            node.put("advice", advice(rejection));
        } else if (still != null) {
            node.put("stuck", still.stuck());
            node.put("still_since", Instant.ofEpochMilli(still.since()).toString());
            node.put("still_seconds", Math.max(0, now - still.since()) / 1000);
            node.put("reason", still.stall().reason().name().toLowerCase(Locale.ROOT));
            node.put("because", still.stall().because());
            node.put("advice", still.stall().advice());
        }
    }

    private CardRequests.@Nullable Rejection rejection() {
        return chapter.card().isRejected() ? chapter.card().requests().rejection() : null;
    }

    private static String advice(CardRequests.Rejection rejection) {
        return "publish a corrected request; ./storycrew dead-letters show " + rejection.letter() + " shows this one";
    }

    private String last() {
        ChapterCard.LastRun last = chapter.card().last();
        if (last == null) {
            return "";
        }
        String run = last.run() == 1 ? "" : ", run " + last.run();
        return last.stage().label() + ", " + Attempts.label(last.attempt()) + run;
    }

    private static String duration(long millis) {
        Duration time = Duration.ofMillis(Math.max(0, millis));
        if (time.toDays() > 1) {
            return time.toDays() + " days";
        }
        if (time.toHours() > 1) {
            return time.toHours() + " h";
        }
        return time.toMinutes() > 1 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }
}
