package dev.storycrew.core.kpi;

import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.SmokeBook;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the figures take from a record about a chapter: no text, and nothing that is not counted. */
public sealed interface ChapterFact {
    /** The record's time, which decides its day, and its offset, which orders records of the same time. */
    Place place();

    /**
     * Where a record is.
     *
     * @param at its time in its topic, in milliseconds since the epoch
     * @param offset in its partition
     */
    record Place(long at, long offset) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return at == other.at ? Long.compare(offset, other.offset) : Long.compare(at, other.at);
        }

        String day() {
            return KpiPeriod.dayOf(at);
        }
    }

    /** A stage run that ended, or was given back after something was paid for. */
    record StageRan(Place place, StageRun run) implements ChapterFact {}

    /**
     * The router sent the chapter back.
     *
     * @param attempt the one that failed
     */
    record WasSentBack(Place place, int run, int attempt, String level, boolean escalated, Arm arm)
            implements ChapterFact {}

    /**
     * An operator began a run.
     *
     * @param level what its first attempt works on
     */
    record WasReopened(Place place, int run, String level) implements ChapterFact {}

    /**
     * A run had an outcome.
     *
     * @param arm null if it ended before its first decision
     * @param attempts of the run, those judged, their issues without words
     * @param byOperator whether a command led to this outcome
     * @param millis from the chapter's start
     */
    record HasEnded(
            Place place,
            int run,
            ChapterOutcome.Kind kind,
            @Nullable Arm arm,
            List<AttemptRecord> attempts,
            boolean byOperator,
            long millis)
            implements ChapterFact {
        public HasEnded {
            attempts = List.copyOf(attempts);
        }
    }

    /** A fact with its chapter. */
    record OfChapter(ChapterId chapter, ChapterFact fact) {}

    /**
     * The fact in a topic's value; null if nothing of it is counted, as of the chapters of {@code validate}.
     *
     * @param place of its record
     */
    static @Nullable OfChapter of(Object value, Place place) {
        OfChapter found = null;
        if (value instanceof StageRun run) {
            found = isCounted(run) ? new OfChapter(run.chapter(), new StageRan(place, run.figures())) : null;
        } else if (value instanceof RetryDecision decision) {
            found = new OfChapter(
                    decision.chapter(),
                    new WasSentBack(
                            place,
                            decision.run(),
                            decision.attempt(),
                            decision.level(),
                            decision.escalated(),
                            decision.arm()));
        } else if (value instanceof ChapterOutcome outcome) {
            found = new OfChapter(
                    outcome.chapter(),
                    new HasEnded(
                            place,
                            outcome.run(),
                            outcome.kind(),
                            outcome.arm(),
                            outcome.history().stream()
                                    .map(ChapterFact::stripped)
                                    .toList(),
                            outcome.commandId() != null,
                            Math.max(0, outcome.endedAt() - outcome.requestedAt())));
        } else if (value instanceof CommandResult result) {
            found = reopened(result, place);
        }
        return found == null || SmokeBook.isNamed(found.chapter().bookId()) ? null : found;
    }

    private static boolean isCounted(StageRun run) {
        return run.ended() || run.usage().calls() > 0 || run.usage().totalTokens() > 0;
    }

    private static @Nullable OfChapter reopened(CommandResult result, Place place) {
        OperatorCommand command = result.command();
        if (result.verdict() != CommandResult.Verdict.DONE || result.run() == 0) {
            return null;
        }
        String level = switch (command.kind()) {
            case RETRY -> command.level();
            case REVISE -> ChapterFigures.HANDED_IN;
            case ACCEPT, CANCEL, HOLD, RELEASE, REDRIVE, LOCK, UNLOCK, REFOLD -> null;
        };
        try {
            return level == null
                    ? null
                    : new OfChapter(ChapterId.parse(command.target()), new WasReopened(place, result.run(), level));
        } catch (IllegalArgumentException e) {
            return null; // Not about a chapter.
        }
    }

    private static AttemptRecord stripped(AttemptRecord judged) {
        return new AttemptRecord(
                judged.attempt(),
                judged.scores(),
                judged.safetyPassed(),
                judged.passed(),
                judged.issues().stream()
                        .map(issue -> new Issue(issue.type(), issue.severity(), "", null))
                        .toList(),
                judged.retryLevel(),
                judged.escalated());
    }
}
