package dev.storycrew.history.cards;

import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.history.StalledChapters.Standstill;
import org.jspecify.annotations.Nullable;

/**
 * A chapter as it is shown.
 *
 * @param state with its book and the chapter before it taken into account
 * @param still how long and why it has stood still; null if it has ended or was rejected
 */
public record ShownChapter(
        ChapterCard card, ChapterState state, @Nullable Standstill still) {
    /** True if somebody should do something about it. */
    public boolean needsSomebody() {
        return state == ChapterState.REJECTED || (still != null && still.worthTelling());
    }
}
