package dev.storycrew.core.event;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A chapter on its way: everything a stage needs, and everything that was good so far.
 *
 * @param requestId the request it answers
 * @param requestedAt when the sequencer started the chapter, in milliseconds since the epoch
 * @param bible the bible it starts with
 * @param run from 1; an operator's retry starts the next one
 * @param attempt from 0 in each run; also the number of retries so far
 * @param work what has been made and not erased
 * @param order what the running retry is to mend; null in attempt 0
 * @param history the attempts judged and routed so far, oldest first
 * @param best the best of them; null before the first was judged
 * @param arm null before the first decision
 * @param policy {@code name@version} of the policy that made the last decision; null before the first
 * @param costs every finished stage run of this run of the chapter, oldest first
 * @param bibleChanges what the accepted chapter adds to the bible; null until the bible stage has run
 * @param stopReason why the chapter must end without another attempt, such as {@code budget}; null when it need not
 */
public record ChapterEnvelope(
        String requestId,
        long requestedAt,
        ChapterBrief brief,
        StoryBible bible,
        int run,
        int attempt,
        ChapterWork work,
        @Nullable RetryOrder order,
        List<AttemptRecord> history,
        @Nullable BestAttempt best,
        @Nullable Arm arm,
        @Nullable String policy,
        List<StageCost> costs,
        @Nullable BibleChanges bibleChanges,
        @Nullable String stopReason) {

    public ChapterEnvelope {
        history = List.copyOf(history);
        costs = List.copyOf(costs);
        if (run < 1 || attempt < 0) {
            throw new IllegalArgumentException("run " + run + ", attempt " + attempt + " cannot be");
        }
    }

    /** A chapter at its very start. */
    public static ChapterEnvelope start(ChapterRequest request, StoryBible bible, long requestedAt) {
        return new ChapterEnvelope(
                request.requestId(),
                requestedAt,
                request.brief(),
                bible,
                1,
                0,
                ChapterWork.nothing(),
                null,
                List.of(),
                null,
                null,
                null,
                List.of(),
                null,
                null);
    }

    public ChapterId id() {
        return brief.id();
    }

    /** The stages that the running attempt does without. */
    public Set<Stage> skipped() {
        return order == null ? Set.of() : order.skip();
    }

    /** The stage that this envelope needs next. */
    public Stage nextStage() {
        return work.nextStage(skipped());
    }

    /** The envelope after a stage has filled in its part. */
    public ChapterEnvelope afterStage(ChapterWork filledIn, StageCost cost) {
        return new ChapterEnvelope(
                requestId,
                requestedAt,
                brief,
                bible,
                run,
                attempt,
                filledIn,
                order,
                history,
                best,
                arm,
                policy,
                with(costs, cost),
                bibleChanges,
                stopReason);
    }

    /** The envelope after the judge, whose report takes the place of the order. */
    public ChapterEnvelope afterJudge(JudgeReport report, StageCost cost) {
        return new ChapterEnvelope(
                requestId,
                requestedAt,
                brief,
                bible,
                run,
                attempt,
                work.withReport(report),
                null,
                history,
                best,
                arm,
                policy,
                with(costs, cost),
                bibleChanges,
                stopReason);
    }

    /** The envelope after the bible stage. */
    public ChapterEnvelope afterBible(BibleChanges changes, StageCost cost) {
        return new ChapterEnvelope(
                requestId,
                requestedAt,
                brief,
                bible,
                run,
                attempt,
                work,
                order,
                history,
                best,
                arm,
                policy,
                with(costs, cost),
                changes,
                stopReason);
    }

    /** The envelope after a decision that closes the attempt and does not start another. */
    public ChapterEnvelope decided(AttemptRecord judged, BestAttempt bestSoFar, Arm decidedArm, String byPolicy) {
        return new ChapterEnvelope(
                requestId,
                requestedAt,
                brief,
                bible,
                run,
                attempt,
                work,
                order,
                with(history, judged),
                bestSoFar,
                decidedArm,
                byPolicy,
                costs,
                bibleChanges,
                stopReason);
    }

    /** The next attempt: what was bad is gone, and the order says what is to be mended. */
    public ChapterEnvelope nextAttempt(ChapterWork preserved, RetryOrder next) {
        return new ChapterEnvelope(
                requestId,
                requestedAt,
                brief,
                bible,
                run,
                attempt + 1,
                preserved,
                next,
                history,
                best,
                arm,
                policy,
                costs,
                bibleChanges,
                stopReason);
    }

    /**
     * The envelope of a chapter that must end without another attempt.
     *
     * @param cost of the stage run that found out
     */
    public ChapterEnvelope stopped(String reason, StageCost cost) {
        return new ChapterEnvelope(
                requestId,
                requestedAt,
                brief,
                bible,
                run,
                attempt,
                work,
                order,
                history,
                best,
                arm,
                policy,
                with(costs, cost),
                bibleChanges,
                reason);
    }

    private static <T> List<T> with(List<T> before, T added) {
        List<T> all = new ArrayList<>(before);
        all.add(added);
        return all;
    }
}
