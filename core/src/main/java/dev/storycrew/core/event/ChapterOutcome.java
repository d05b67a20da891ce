package dev.storycrew.core.event;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a chapter ended. Exactly one per request; a later one only by an operator's command, which it names.
 *
 * @param best the accepted attempt, or the best one of an exhausted chapter; null when a chapter ended before it was
 *     judged
 * @param bibleChanges what an accepted chapter added to the bible; null for the others
 * @param bible the bible it leaves: if not accepted, the one it started with
 * @param arm null when the chapter ended before its first decision
 * @param policy {@code name@version}; null when the chapter ended before its first decision
 * @param explanation why it ended, for people
 * @param commandId the operator's command that made this outcome, or null
 * @param requestedAt when the chapter was started, in milliseconds since the epoch
 * @param endedAt milliseconds since the epoch
 * @param reason why it ended, for programs
 * @param leftNanoUsd what was left of the chapter's budget when it ended, in billionths of a US dollar; null when there
 *     was
 *     none, and in records of version 0
 * @param explanationVersion the {@link dev.storycrew.core.retry.Explanations#VERSION} of the sentence; 0 in records
 *     written before these last fields existed
 * @param canon which entries of the bible an accepted chapter read, wrote and ended; null for the others, and in records
 *     written before entries had ids
 * @param byHand true if the text was handed in by an editor
 */
public record ChapterOutcome(
        String requestId,
        ChapterBrief brief,
        int run,
        Kind kind,
        @Nullable BestAttempt best,
        @Nullable BibleChanges bibleChanges,
        StoryBible bible,
        List<AttemptRecord> history,
        List<StageCost> costs,
        @Nullable Arm arm,
        @Nullable String policy,
        String explanation,
        @Nullable String commandId,
        long requestedAt,
        long endedAt,
        EndReason reason,
        @Nullable Long leftNanoUsd,
        int explanationVersion,
        @Nullable ChapterCanon canon,
        boolean byHand) {
    public ChapterOutcome {
        history = List.copyOf(history);
        costs = List.copyOf(costs);
    }

    /** One that does not say what it has to do with the bible's entries. */
    public ChapterOutcome(
            String requestId,
            ChapterBrief brief,
            int run,
            Kind kind,
            @Nullable BestAttempt best,
            @Nullable BibleChanges bibleChanges,
            StoryBible bible,
            List<AttemptRecord> history,
            List<StageCost> costs,
            @Nullable Arm arm,
            @Nullable String policy,
            String explanation,
            @Nullable String commandId,
            long requestedAt,
            long endedAt,
            EndReason reason,
            @Nullable Long leftNanoUsd,
            int explanationVersion) {
        this(
                requestId,
                brief,
                run,
                kind,
                best,
                bibleChanges,
                bible,
                history,
                costs,
                arm,
                policy,
                explanation,
                commandId,
                requestedAt,
                endedAt,
                reason,
                leftNanoUsd,
                explanationVersion,
                null,
                false);
    }

    /**
     * Which of a chapter's outcomes stands: the last accepted one, or the last one if none was accepted.
     *
     * @param before the one that stood; null if this is the first
     */
    public static ChapterOutcome standing(@Nullable ChapterOutcome before, ChapterOutcome later) {
        return before != null && before.kind == Kind.ACCEPTED && later.kind != Kind.ACCEPTED ? before : later;
    }

    /** What its run has cost, in billionths of a US dollar. */
    public long costNanoUsd() {
        return costs.stream().mapToLong(run -> run.usage().costNanoUsd()).sum();
    }

    public ChapterId chapter() {
        return brief.id();
    }

    /** The three ends of a chapter. */
    public enum Kind {
        ACCEPTED,
        EXHAUSTED,
        CANCELLED
    }
}
