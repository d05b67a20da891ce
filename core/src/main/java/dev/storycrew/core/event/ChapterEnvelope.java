package dev.storycrew.core.event;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A chapter under way: everything a stage needs, and everything worth keeping so far.
 *
 * @param requestId the request it answers
 * @param requestedAt when the sequencer started the chapter, in milliseconds since the epoch
 * @param bible the bible it starts with
 * @param run from 1; an operator's retry starts the next one
 * @param attempt from 0 in each run; also the number of retries so far
 * @param work what has been made and not erased
 * @param order what the current retry must fix; null in attempt 0
 * @param history the attempts judged and routed so far, oldest first
 * @param best the best of them; null before the first was judged
 * @param arm null before the first decision
 * @param policy {@code name@version} of the policy that made the last decision; null before the first
 * @param costs every finished stage run of this run of the chapter, oldest first
 * @param bibleChanges what the accepted chapter adds to the bible; null until the bible stage has run
 * @param stopReason why the chapter must end without another attempt, such as {@code budget}; null if it may go on
 * @param bookSpentNanoUsd what the book had cost when this run of the chapter began, in billionths of a US dollar
 * @param command the operator's command that started this run or accepted it; null if none did
 * @param byHand true if the text was handed in by an editor: it is judged but not rewritten by a machine
 * @param reviewedInPart true if the judge's last review read only the changed scenes
 * @param compared how the judge compared the text just judged with the best one before; null if it did not
 * @param redo that this run makes or judges an accepted chapter again; null if it does not
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
        @Nullable String stopReason,
        long bookSpentNanoUsd,
        @Nullable String command,
        boolean byHand,
        boolean reviewedInPart,
        @Nullable PairVerdict compared,
        @Nullable Redo redo) {

    public ChapterEnvelope {
        history = List.copyOf(history);
        costs = List.copyOf(costs);
        if (run < 1 || attempt < 0) {
            throw new IllegalArgumentException("there is no run " + run + ", attempt " + attempt);
        }
    }

    /** A chapter at its very start, in a book that has cost nothing yet. */
    public static ChapterEnvelope start(ChapterRequest request, StoryBible bible, long requestedAt) {
        return start(request, bible, requestedAt, 0);
    }

    /** A chapter at its very start. */
    public static ChapterEnvelope start(
            ChapterRequest request, StoryBible bible, long requestedAt, long bookSpentNanoUsd) {
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
                null,
                bookSpentNanoUsd,
                null,
                false,
                false,
                null,
                null);
    }

    public ChapterId id() {
        return brief.id();
    }

    /** The stages that the current attempt skips. */
    public Set<Stage> skipped() {
        return order == null ? Set.of() : order.skip();
    }

    /** The stage that this envelope needs next. */
    public Stage nextStage() {
        return work.nextStage(skipped());
    }

    /**
     * What a stage works on, by scene, of the scenes that lack its part: the text that failed where it was kept aside,
     * else what the part is made from.
     */
    public SortedMap<Integer, String> currentText(Part part) {
        SortedMap<Integer, String> current = new TreeMap<>(work.textBefore(part));
        if (order != null) {
            Set<Integer> offered = order.offered().texts(part).keySet();
            order.offered().text().forEach((scene, text) -> {
                if (offered.contains(scene)) {
                    current.put(scene, text);
                }
            });
            order.formerText().forEach((scene, text) -> {
                if (part == Part.last() || offered.contains(scene)) {
                    current.put(scene, text);
                }
            });
        }
        current.keySet().retainAll(work.missing(part));
        return current;
    }

    /** What this run of the chapter has cost so far, in billionths of a US dollar. */
    public Money spent() {
        return Usage.sum(costs.stream().map(StageCost::usage).toList()).cost();
    }

    /** What the book had cost when this run of the chapter began. */
    public Money bookSpent() {
        return new Money(bookSpentNanoUsd);
    }

    /** The levels of the run's retries so far, oldest first. */
    public List<String> retryLevels() {
        return history.stream()
                .map(AttemptRecord::retryLevel)
                .filter(Objects::nonNull)
                .toList();
    }

    /** The envelope after a stage has filled in its part. */
    public ChapterEnvelope afterStage(ChapterWork filledIn, StageCost cost) {
        return changed(copy -> {
            copy.work = filledIn;
            copy.costs = with(costs, cost);
        });
    }

    /** The envelope after a stage that has filled in its part and used up something of the order. */
    public ChapterEnvelope afterStage(ChapterWork filledIn, @Nullable RetryOrder left, StageCost cost) {
        return changed(copy -> {
            copy.work = filledIn;
            copy.order = left;
            copy.costs = with(costs, cost);
        });
    }

    /** The envelope as a stage asks a model about it, where that is not as it was delivered; it is never sent. */
    public ChapterEnvelope askedAbout(ChapterWork asked, @Nullable RetryOrder under) {
        return changed(copy -> {
            copy.work = asked;
            copy.order = under;
        });
    }

    /** The envelope after the judge, whose report replaces the order. */
    public ChapterEnvelope afterJudge(JudgeReport report, StageCost cost) {
        return afterJudge(report, false, cost);
    }

    /**
     * The envelope after the judge, whose report replaces the order.
     *
     * @param inPart true if only the changed scenes were read
     */
    public ChapterEnvelope afterJudge(JudgeReport report, boolean inPart, StageCost cost) {
        return changed(copy -> {
            copy.reviewedInPart = inPart;
            copy.work = work.withReport(report);
            copy.order = null;
            copy.costs = with(costs, cost);
        });
    }

    /** The envelope from the judge who was also asked whether the text is better than the best one before. */
    public ChapterEnvelope compared(@Nullable PairVerdict verdict) {
        return changed(copy -> copy.compared = verdict);
    }

    /** The envelope bound to an arm before its first decision, whatever share of chapters the policy gives to the arm. */
    public ChapterEnvelope boundTo(Arm chosen) {
        return changed(copy -> copy.arm = chosen);
    }

    /** The envelope after the bible stage. */
    public ChapterEnvelope afterBible(BibleChanges changes, StageCost cost) {
        return changed(copy -> {
            copy.bibleChanges = changes;
            copy.costs = with(costs, cost);
        });
    }

    /** The envelope after a decision that closes the attempt and does not start another. */
    public ChapterEnvelope decided(AttemptRecord judged, BestAttempt bestSoFar, Arm decidedArm, String byPolicy) {
        return changed(copy -> {
            copy.history = with(history, judged);
            copy.best = bestSoFar;
            copy.arm = decidedArm;
            copy.policy = byPolicy;
            copy.stopReason = null;
            copy.compared = null;
        });
    }

    /** The next attempt: what was bad is gone, and the order says what to fix. */
    public ChapterEnvelope nextAttempt(ChapterWork preserved, RetryOrder next) {
        return changed(copy -> {
            copy.attempt = attempt + 1;
            copy.work = preserved;
            copy.order = next;
            // Those of a text that no longer stands.
            copy.bibleChanges = null;
        });
    }

    /**
     * The envelope of a chapter that must end without another attempt.
     *
     * @param cost of the stage run that noticed
     */
    public ChapterEnvelope stopped(String reason, StageCost cost) {
        return changed(copy -> {
            copy.stopReason = reason;
            copy.costs = with(costs, cost);
        });
    }

    /**
     * An attempt of this run, accepted by an operator: only its bible changes are missing.
     *
     * @param begun where the book is
     */
    public ChapterEnvelope accepted(
            int acceptedAttempt, ChapterWork judged, OperatorCommand by, ChapterEnvelope begun) {
        return changed(copy -> {
            copy.bible = begun.bible();
            copy.redo = begun.redo();
            copy.attempt = acceptedAttempt;
            copy.work = judged;
            copy.order = null;
            copy.stopReason = null;
            copy.command = by.id();
        });
    }

    /**
     * The next run of the chapter, as an operator wants it: attempts and costs start from zero, the arm stays.
     *
     * @param preserved what the run begins with
     * @param next what the run must fix, or null
     * @param kept the best attempt of earlier runs; null to consider only this run's
     * @param begun where the book is
     */
    public ChapterEnvelope nextRun(
            ChapterWork preserved,
            @Nullable RetryOrder next,
            @Nullable BestAttempt kept,
            OperatorCommand by,
            ChapterEnvelope begun) {
        return changed(copy -> {
            copy.requestedAt = begun.requestedAt();
            copy.bookSpentNanoUsd = begun.bookSpentNanoUsd();
            copy.bible = begun.bible();
            copy.redo = begun.redo();
            copy.run = run + 1;
            copy.attempt = 0;
            copy.work = preserved;
            copy.order = next;
            copy.history = List.of();
            copy.best = kept;
            copy.costs = List.of();
            copy.bibleChanges = begun.bibleChanges();
            copy.stopReason = null;
            copy.command = by.id();
            copy.byHand = by.kind() == OperatorCommand.Kind.REVISE || begun.byHand();
            copy.reviewedInPart = false;
            copy.compared = null;
        });
    }

    /**
     * The start of a run that makes or judges an accepted chapter again.
     *
     * @param kept what the accepted text adds to the bible, for a run that only judges it; null for any other
     * @param ofAPerson true if no machine rewrites the text
     */
    public ChapterEnvelope again(Redo how, @Nullable BibleChanges kept, boolean ofAPerson) {
        return changed(copy -> {
            copy.redo = how;
            copy.bibleChanges = kept;
            copy.byHand = ofAPerson;
        });
    }

    /**
     * The accepted chapter as an operator comes back to it.
     *
     * @param lastRun the last run that there was
     */
    public ChapterEnvelope comingBackAfter(int lastRun) {
        return changed(copy -> {
            copy.run = lastRun;
            copy.best = null;
        });
    }

    /** What is kept of an accepted chapter: neither the bible it started with nor what it adds, nor what led to its last attempt. */
    public ChapterEnvelope kept() {
        return changed(copy -> {
            copy.bible = StoryBible.initial(List.of(), List.of(), null);
            copy.order = null;
            copy.history = List.of();
            copy.best = null;
            copy.costs = List.of();
            copy.bibleChanges = null;
            copy.redo = null;
        });
    }

    private ChapterEnvelope changed(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.envelope();
    }

    private static <T> List<T> with(List<T> before, T added) {
        List<T> all = new ArrayList<>(before);
        all.add(added);
        return all;
    }

    /** The fields that change under way. */
    private static final class Copy {
        private final ChapterEnvelope from;
        private StoryBible bible;
        private @Nullable Redo redo;
        private long requestedAt;
        private int run;
        private int attempt;
        private ChapterWork work;
        private @Nullable RetryOrder order;
        private List<AttemptRecord> history;
        private @Nullable BestAttempt best;
        private @Nullable Arm arm;
        private @Nullable String policy;
        private List<StageCost> costs;
        private @Nullable BibleChanges bibleChanges;
        private @Nullable String stopReason;
        private long bookSpentNanoUsd;
        private @Nullable String command;
        private boolean byHand;
        private boolean reviewedInPart;
        private @Nullable PairVerdict compared;

        Copy(ChapterEnvelope from) {
            this.from = from;
            bible = from.bible;
            redo = from.redo;
            requestedAt = from.requestedAt;
            run = from.run;
            attempt = from.attempt;
            work = from.work;
            order = from.order;
            history = from.history;
            best = from.best;
            arm = from.arm;
            policy = from.policy;
            costs = from.costs;
            bibleChanges = from.bibleChanges;
            stopReason = from.stopReason;
            bookSpentNanoUsd = from.bookSpentNanoUsd;
            command = from.command;
            byHand = from.byHand;
            reviewedInPart = from.reviewedInPart;
            compared = from.compared;
        }

        ChapterEnvelope envelope() {
            return new ChapterEnvelope(
                    from.requestId,
                    requestedAt,
                    from.brief,
                    bible,
                    run,
                    attempt,
                    work,
                    order,
                    history,
                    best,
                    arm,
                    policy,
                    costs,
                    bibleChanges,
                    stopReason,
                    bookSpentNanoUsd,
                    command,
                    byHand,
                    reviewedInPart,
                    compared,
                    redo);
        }
    }
}
