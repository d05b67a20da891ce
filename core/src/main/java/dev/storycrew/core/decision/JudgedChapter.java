package dev.storycrew.core.decision;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryContext;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision depends on, of a chapter back from the judge.
 *
 * @param genre the book's
 * @param attempt from 0
 * @param work decisions do not depend on the wording, so an audit may put digests in place of the texts
 * @param report null when a stage stopped the chapter before it was judged
 * @param arm null before the first decision
 * @param formerLevels the levels of the run's retries so far, oldest first
 * @param costs the run's finished stage runs
 * @param stopReason why a stage stopped it; null when none did
 * @param byHand true when an editor handed the text in
 */
public record JudgedChapter(
        ChapterId id,
        String genre,
        int attempt,
        ChapterWork work,
        @Nullable JudgeReport report,
        @Nullable Arm arm,
        List<String> formerLevels,
        List<StageCost> costs,
        @Nullable String stopReason,
        boolean byHand) {
    public JudgedChapter {
        formerLevels = List.copyOf(formerLevels);
        costs = List.copyOf(costs);
    }

    /** What an envelope from the judge says. */
    public static JudgedChapter of(ChapterEnvelope judged) {
        return new JudgedChapter(
                judged.id(),
                judged.brief().book().genre(),
                judged.attempt(),
                judged.work(),
                judged.work().report(),
                judged.arm(),
                judged.retryLevels(),
                judged.costs(),
                judged.stopReason(),
                judged.byHand());
    }

    /** The same as before its first decision: the policy that decides will assign its arm. */
    public JudgedChapter withoutArm() {
        return new JudgedChapter(id, genre, attempt, work, report, null, formerLevels, costs, stopReason, byHand);
    }

    RetryContext circumstances(@Nullable Long leftNanoUsd) {
        return new RetryContext(formerLevels, leftNanoUsd, costs);
    }
}
