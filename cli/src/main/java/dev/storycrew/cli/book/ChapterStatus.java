package dev.storycrew.cli.book;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.history.ChapterView;
import dev.storycrew.history.StalledChapters.Standstill;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code status} says about a chapter.
 *
 * @param still how long and why it has stood still; null if it has ended
 * @param rejection of its only requests; null if one was taken
 */
record ChapterStatus(
        ChapterView view,
        ChapterState state,
        @Nullable Standstill still,
        @Nullable DeadLetter rejection) {

    static ChapterStatus of(ChapterView view, @Nullable Standstill still, @Nullable DeadLetter rejection) {
        return new ChapterStatus(view, ChapterState.of(view, still, rejection), still, rejection);
    }

    /** True if somebody should do something about it. */
    boolean needsSomebody() {
        return rejection != null || (still != null && still.worthTelling());
    }

    /** Its line and, if somebody should do something, why and what, each line ended. */
    String text(long now) {
        if (rejection != null) {
            return String.format(
                    Locale.ROOT,
                    "%-32s %s%n    %s%n    to do: %s%n",
                    view.id(),
                    state,
                    rejection.message(),
                    advice(rejection));
        }
        String line = String.format(
                Locale.ROOT,
                "%-32s %-14s %-27s %s%n",
                view.id(),
                state,
                last(),
                Attempts.retries(view.decisions().size()));
        return still == null || !still.worthTelling()
                ? line
                : line + "    " + still.stall().because() + ", for " + duration(now - still.since()) + "\n    to do: "
                        + still.stall().advice() + "\n";
    }

    void describe(ObjectNode node, long now) {
        node.put("chapter", view.id().toString());
        node.put("state", state.name());
        node.put("last", last());
        node.put("retries", view.decisions().size());
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

    private static String advice(DeadLetter rejection) {
        return "publish a corrected request; ./storycrew dead-letters show " + rejection.id() + " shows this one";
    }

    private String last() {
        List<StageRun> runs = view.runs();
        if (runs.isEmpty()) {
            return "";
        }
        StageRun last = runs.get(runs.size() - 1);
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
