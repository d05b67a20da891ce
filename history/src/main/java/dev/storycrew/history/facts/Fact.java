package dev.storycrew.history.facts;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.decision.JudgedChapter;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.history.reading.Position;
import dev.storycrew.history.skim.Digest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What an audit keeps of a record: all that rules need, with digests in place of texts. */
public sealed interface Fact {
    Position position();

    /**
     * A chapter was requested.
     *
     * @param time of its record, in milliseconds since the epoch
     * @param update 0 for a first request
     * @param grows true if it brings what its author added into the bible
     * @param grownFrom where it was read after its chapter's start and brings something into the bible: the bibles that the
     *     chapter before may have left; null elsewhere, and if they cannot be worked out
     * @param whole the request itself; null in books whose canon nobody asked for
     */
    record RequestFact(
            Position position,
            long time,
            ChapterId chapter,
            String requestId,
            Digest brief,
            Digest bible,
            int update,
            boolean grows,
            @Nullable Set<Digest> grownFrom,
            @Nullable ChapterRequest whole)
            implements Fact {}

    /**
     * An envelope.
     *
     * @param work with digests in place of its texts, so that core's own rules apply to it; its report is left out
     * @param report null except where it was judged
     * @param reportDigest in hex; null where there is no report
     * @param history empty except where it was judged
     * @param costs the digest of its costs
     * @param spent the costs themselves; empty except where it was judged
     * @param bibleLeft the digest of its bible after its bible changes; null where there are none
     * @param canon what these changes have to do with the bible's entries; null where there are none, and where they were made
     *     before entries had ids
     * @param command the operator's command that started its run or accepted it; null if none did
     * @param byHand true when its text was handed in by an editor
     * @param reviewedInPart true when the judge's last review read only the changed scenes
     * @param compared how the judge compared its text with the best one before; null if it did not
     * @param grownFrom where a chapter starts whose request brings something into the bible: the bibles that the chapter
     *     before may have left, so that with what was added this one follows from it; null if they are too many, empty elsewhere
     * @param words how many words its text has; 0 unless it is on its way to a judge who may read only a part
     * @param again that its run makes or judges an accepted chapter again; null if it does not
     */
    record EnvelopeFact(
            Position position,
            PipelineStep place,
            ChapterId chapter,
            String requestId,
            int run,
            int attempt,
            String genre,
            Digest brief,
            Digest bible,
            ChapterWork work,
            @Nullable RetryOrder order,
            @Nullable JudgeReport report,
            @Nullable String reportDigest,
            List<AttemptRecord> history,
            @Nullable Arm arm,
            @Nullable String policy,
            Digest costs,
            List<StageCost> spent,
            @Nullable Digest changes,
            @Nullable Digest bibleLeft,
            @Nullable ChapterCanon canon,
            @Nullable String stopReason,
            @Nullable String command,
            boolean byHand,
            boolean reviewedInPart,
            @Nullable PairVerdict compared,
            @Nullable Set<Digest> grownFrom,
            int words,
            @Nullable Again again)
            implements Fact {
        /**
         * What an envelope says of making an accepted chapter again.
         *
         * @param bookAt the last chapter of the book that had ended when the run began
         * @param cause the id of the operator's command that it comes from
         */
        public record Again(int bookAt, String cause) {}

        /** What a decision on it depends on. */
        public JudgedChapter judged() {
            List<String> formerLevels = history.stream()
                    .map(AttemptRecord::retryLevel)
                    .filter(Objects::nonNull)
                    .toList();
            return new JudgedChapter(
                    chapter, genre, attempt, work, report, arm, formerLevels, spent, stopReason, byHand);
        }
    }

    /** A stage run that finished or failed. */
    record StageRunFact(Position position, StageRun run) implements Fact {}

    /** A chapter was sent back. */
    record RetryFact(Position position, RetryDecision decision) implements Fact {}

    /**
     * A chapter ended.
     *
     * @param bestAttempt null when it ended before it was judged
     * @param text digests of the best attempt's text, by scene
     * @param leftNanoUsd what was left of its budget when it ended, in billionths of a US dollar; null when there was
     *     none
     * @param explanationVersion 0 if it was written before the reason and the rest of the budget were recorded
     * @param canon what it says of the bible's entries; null if nothing
     * @param endedLate entries of its bible that were ended by this chapter or, as the bible has it, by a later one
     * @param byHand true if it says that its text was handed in by an editor
     * @param said its bible changes themselves; null where there are none, and in books whose canon nobody asked for
     */
    record OutcomeFact(
            Position position,
            long time,
            ChapterId chapter,
            String requestId,
            int run,
            ChapterOutcome.Kind kind,
            Digest brief,
            @Nullable Integer bestAttempt,
            Map<Integer, Digest> text,
            Digest bible,
            @Nullable Digest changes,
            List<AttemptRecord> history,
            List<StageCost> costs,
            Digest costsDigest,
            @Nullable Arm arm,
            @Nullable String policy,
            String explanation,
            @Nullable String commandId,
            EndReason reason,
            @Nullable Long leftNanoUsd,
            int explanationVersion,
            @Nullable ChapterCanon canon,
            SortedMap<String, Integer> endedLate,
            boolean byHand,
            @Nullable BibleChanges said)
            implements Fact {
        /**
         * What was left of the budget when the last judge's result was decided on, in billionths of a US dollar; null
         * when
         * there was none. If an outcome does not say, it follows from what the decision before it had left.
         *
         * @param before the run's previous decision; null if there was none
         */
        public @Nullable Long leftWhenDecided(@Nullable RetryDecision before) {
            if (explanationVersion > 0) {
                return leftNanoUsd == null
                        ? null
                        : Long.valueOf(leftNanoUsd + spent(cost -> cost.stage().followsAcceptance()));
            }
            Long leftBefore = before == null ? null : before.leftNanoUsd();
            return before == null || leftBefore == null
                    ? null
                    : Long.valueOf(leftBefore
                            - spent(cost -> cost.attempt() > before.attempt()
                                    && !cost.stage().followsAcceptance()));
        }

        private long spent(Predicate<StageCost> on) {
            return costs.stream()
                    .filter(on)
                    .mapToLong(cost -> cost.usage().costNanoUsd())
                    .sum();
        }
    }

    /** A book's bible was written. */
    record BibleFact(Position position, ChapterId leftBy, int run, Digest bible) implements Fact {}

    /**
     * An operator stepped in.
     *
     * @param text digests of a text handed in, by scene
     */
    record CommandFact(Position position, OperatorCommand command, SortedMap<Integer, String> text) implements Fact {}

    /**
     * Something became of a command.
     *
     * @param time of its record, in milliseconds since the epoch
     * @param command without a text handed in
     * @param again true if an accepted chapter is to be made or judged again
     */
    record ResultFact(
            Position position,
            long time,
            OperatorCommand command,
            CommandResult.Verdict verdict,
            String by,
            boolean again)
            implements Fact {}

    /**
     * A record was dead-lettered.
     *
     * @param of {@code topic-partition@offset} of the record
     */
    record DeadLetterFact(Position position, String of) implements Fact {}
}
