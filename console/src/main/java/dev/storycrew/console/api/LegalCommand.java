package dev.storycrew.console.api;

import dev.storycrew.core.card.CardNeed;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.history.cards.ShownChapter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a command may be given to a chapter now, as far as its card tells; sequencer and router have the last word.
 *
 * @param whyNot a sentence; null if it may
 */
record LegalCommand(String kind, boolean legal, @Nullable String whyNot) {
    static List<LegalCommand> of(ShownChapter chapter) {
        ChapterState state = chapter.state();
        String id = chapter.card().id().toString();
        boolean judged = chapter.card().path().bestHundredths() != null;
        String notEnded = switch (state) {
            case ACCEPTED -> null;
            case UNDER_WAY, DEAD_LETTERED -> "chapter " + id + " is under way; cancel it first, or wait for it to end";
            case WAITING, HELD -> "chapter " + id + " has not begun";
            case REJECTED -> "chapter " + id + " has no valid request; publish a corrected one";
            case EXHAUSTED, CANCELLED -> null;
        };
        String notOpen = switch (state) {
            case UNDER_WAY, DEAD_LETTERED -> null;
            case WAITING, HELD -> "chapter " + id + " has not begun; hold its book instead";
            case REJECTED -> "chapter " + id + " has no valid request";
            case ACCEPTED, EXHAUSTED, CANCELLED -> "chapter " + id + " has already ended";
        };
        // An accepted chapter whose last run failed has an attempt that could take the place of its text.
        String notToAccept = state == ChapterState.ACCEPTED && chapter.card().needs() != CardNeed.DECISION
                ? "chapter " + id + " was accepted, and its changes are in the story bible"
                : notEnded;
        return List.of(
                of("retry", notEnded),
                of("accept", notToAccept != null || judged ? notToAccept : "chapter " + id + " was never judged"),
                of("revise", notEnded),
                of("cancel", notOpen),
                of(
                        "redrive",
                        state == ChapterState.DEAD_LETTERED ? null : "chapter " + id + " is not in dead letters"));
    }

    static LegalCommand of(String kind, @Nullable String whyNot) {
        return new LegalCommand(kind, whyNot == null, whyNot);
    }
}
