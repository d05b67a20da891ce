package dev.storycrew.core.event;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.story.BibleChanges;
import org.jspecify.annotations.Nullable;

/**
 * What stands of a chapter that has ended.
 *
 * @param run the run whose outcome stands: the last accepted one, or the last one if none was accepted
 * @param changes what it adds to the bible; null if it was not accepted
 * @param canon what it has to do with the bible's entries; null if it was not accepted, and if it was made before entries
 *     had ids
 * @param lastRun the last run that has ended
 * @param lastRunNanoUsd what that run has cost, in billionths of a US dollar
 */
public record ChapterStanding(
        int run, @Nullable BibleChanges changes, @Nullable ChapterCanon canon, int lastRun, long lastRunNanoUsd) {

    /**
     * What stands after an outcome: an accepted one replaces what stood, any other does not replace an accepted one.
     *
     * @param before null if the chapter had not ended before
     */
    public static ChapterStanding after(@Nullable ChapterStanding before, ChapterOutcome outcome) {
        long cost = outcome.costNanoUsd();
        if (before != null && before.isAccepted() && outcome.kind() != ChapterOutcome.Kind.ACCEPTED) {
            return new ChapterStanding(before.run, before.changes, before.canon, outcome.run(), cost);
        }
        return new ChapterStanding(outcome.run(), outcome.bibleChanges(), outcome.canon(), outcome.run(), cost);
    }

    /** True if the book has an accepted text of the chapter. */
    public boolean isAccepted() {
        return changes != null;
    }

    /**
     * What an outcome adds to the book's costs, in billionths of a US dollar: one of the same run repeats the costs of the
     * one before.
     *
     * @param before null if the chapter had not ended before
     */
    public static long newlySpentNanoUsd(@Nullable ChapterStanding before, ChapterOutcome outcome) {
        return before != null && before.lastRun == outcome.run()
                ? outcome.costNanoUsd() - before.lastRunNanoUsd
                : outcome.costNanoUsd();
    }
}
