package dev.storycrew.core.decision;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.selection.ReadEntries;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.core.story.StoryBible;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The outcomes of chapters. Pure. */
public final class Outcomes {
    private Outcomes() {}

    /**
     * The outcome of an accepted chapter.
     *
     * @param made the envelope from the bible stage
     * @param report of the accepted attempt
     * @param now milliseconds since the epoch
     */
    public static ChapterOutcome accepted(
            ChapterEnvelope made, JudgeReport report, BibleChanges changes, Budget budget, long now) {
        StoryBible left = made.bible().after(made.id().number(), changes);
        EndReason reason = acceptance(made.attempt(), made.history());
        return new ChapterOutcome(
                made.requestId(),
                made.brief(),
                made.run(),
                ChapterOutcome.Kind.ACCEPTED,
                attempt(made, report),
                changes,
                left,
                made.history(),
                made.costs(),
                made.arm(),
                made.policy(),
                acceptanceExplained(reason, made.attempt(), made.command()),
                made.command(),
                made.requestedAt(),
                now,
                reason,
                budget.leftNanoUsd(made.spent(), made.bookSpent()),
                Explanations.VERSION,
                canon(made.bible(), made.brief(), made.work().sceneList(), changes),
                made.byHand());
    }

    /**
     * What an accepted chapter has to do with the entries of its book's bible.
     *
     * @param before the bible that it started with
     * @param scenes its plan
     * @return null for changes that were made before entries had ids: they do not name any
     */
    public static @Nullable ChapterCanon canon(
            StoryBible before, ChapterBrief brief, @Nullable SceneList scenes, BibleChanges changes) {
        if (changes.fold() == BibleChanges.FOLD_BY_EXACT_WORDS) {
            return null;
        }
        return ChapterCanon.of(
                before.entries(),
                before.after(brief.id().number(), changes).entries(),
                ReadEntries.of(before, brief, scenes, changes),
                changes.ending());
    }

    /** Why an attempt is accepted: it passed, or an operator said so. */
    public static EndReason acceptance(int attempt, List<AttemptRecord> history) {
        boolean passed = history.stream().anyMatch(judged -> judged.attempt() == attempt && judged.passed());
        return passed ? EndReason.PASSED : EndReason.ACCEPTED_BY_OPERATOR;
    }

    /** The sentence of an accepted chapter's outcome. */
    public static String acceptanceExplained(EndReason reason, int attempt, @Nullable String command) {
        return reason == EndReason.PASSED
                ? Explanations.passed(attempt)
                : Explanations.acceptedByOperator(attempt, String.valueOf(command));
    }

    /** An attempt as a candidate for the best. */
    static BestAttempt attempt(ChapterEnvelope judged, JudgeReport report) {
        SceneList sceneList = judged.work().sceneList();
        return new BestAttempt(
                judged.attempt(),
                report.scores().mean(),
                report.hardFail().safetyPassed(),
                sceneList == null ? null : sceneList.chapterTitle(),
                judged.work().text());
    }

    /** The outcome of a chapter that was not accepted: its bible stays as it was. */
    static ChapterOutcome notAccepted(
            ChapterEnvelope ended,
            ChapterOutcome.Kind kind,
            EndReason reason,
            @Nullable BestAttempt best,
            String explanation,
            @Nullable String commandId,
            DecisionRules rules,
            long now) {
        return new ChapterOutcome(
                ended.requestId(),
                ended.brief(),
                ended.run(),
                kind,
                best,
                null,
                ended.bible(),
                ended.history(),
                ended.costs(),
                ended.arm(),
                ended.policy(),
                explanation,
                commandId,
                ended.requestedAt(),
                now,
                reason,
                rules.leftNanoUsd(ended),
                Explanations.VERSION);
    }
}
