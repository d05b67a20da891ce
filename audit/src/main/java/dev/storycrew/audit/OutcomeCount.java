package dev.storycrew.audit;

import dev.storycrew.audit.canon.RecheckId;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A request has exactly one outcome, plus one for each operator's command that leads to one. */
final class OutcomeCount {
    private final String commandsTopic;
    private final boolean allCommands;
    private final boolean ofWholeBooks;

    /**
     * @param allCommands false if commands may have been given before the records read
     * @param ofWholeBooks false if commands about other chapters of a book are not read
     */
    OutcomeCount(String commandsTopic, boolean allCommands, boolean ofWholeBooks) {
        this.commandsTopic = commandsTopic;
        this.allCommands = allCommands;
        this.ofWholeBooks = ofWholeBooks;
    }

    /** What is wrong with this outcome existing; null if nothing is. */
    @Nullable
    Violation check(ChapterTrail chapter, RunTrail run, Fact.OutcomeFact outcome) {
        String commandId = outcome.commandId();
        boolean second = chapter.earlierOutcomes(outcome) > 0;
        if (commandId == null) {
            if (second) {
                return violation(outcome, "no other outcome of request " + outcome.requestId(), "a second one");
            }
            return run.number() == 1
                    ? null
                    : violation(outcome, "the operator's command that began run " + run.number(), "none");
        }
        Fact.CommandFact given = chapter.command(commandId);
        RecheckId recheck = given == null ? RecheckId.of(commandId) : null;
        if (recheck != null && run.number() > 1) {
            return second
                    ? violation(outcome, "one outcome from recheck " + commandId, "a second one")
                    : lookedAtAgain(chapter, run, outcome, recheck);
        }
        if (given == null) {
            return allCommands
                    ? violation(outcome, "operator's command " + commandId + " in " + commandsTopic, "no such command")
                    : null;
        }
        if (second) {
            return violation(outcome, "one outcome from operator's command " + commandId, "a second one");
        }
        return leadsTo(given.command().kind(), run, outcome)
                ? null
                : violation(
                        outcome,
                        "an outcome that " + given.command().kind() + " leads to, as in command " + commandId + " at "
                                + given.position(),
                        "an outcome of run " + run.number());
    }

    /** No operator sent such a command; it comes from one that had a chapter before this one made again. */
    private @Nullable Violation lookedAtAgain(
            ChapterTrail chapter, RunTrail run, Fact.OutcomeFact outcome, RecheckId recheck) {
        OperatorCommand cause = chapter.cause(recheck);
        if (cause == null) {
            return allCommands && ofWholeBooks
                    ? violation(
                            outcome,
                            "operator's command " + recheck.cause() + " in " + commandsTopic
                                    + ", which has this chapter looked at again",
                            "no such command")
                    : null;
        }
        boolean ofOneBefore = !cause.kind().ofBook()
                && ChapterId.parse(cause.target()).number() < chapter.id().number();
        boolean right = recheck.chapter() == chapter.id().number()
                && ofOneBefore
                && leadsTo(OperatorCommand.Kind.RETRY, run, outcome)
                && (cause.kind() == OperatorCommand.Kind.ACCEPT || leadsTo(cause.kind(), run, outcome));
        return right
                ? null
                : violation(
                        outcome,
                        "an outcome of a chapter after the one that command " + recheck.cause() + " is about",
                        "an outcome of chapter " + chapter.id().number() + ", run " + run.number());
    }

    /** A second outcome of a chapter that was accepted, or that its book went on without. */
    Violation afterTheEnd(Fact.OutcomeFact outcome) {
        return violation(
                outcome,
                "no other outcome of request " + outcome.requestId() + ": it was accepted, or its book has moved on",
                "a second one");
    }

    private static boolean leadsTo(OperatorCommand.Kind kind, RunTrail run, Fact.OutcomeFact outcome) {
        boolean cancelled = outcome.kind() == ChapterOutcome.Kind.CANCELLED;
        Fact.EnvelopeFact start = run.start();
        boolean ofItsRun = start == null || Objects.equals(start.command(), outcome.commandId());
        return switch (kind) {
            case CANCEL -> cancelled;
            case ACCEPT -> outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
            case RETRY, REVISE -> !cancelled && ofItsRun && run.number() > 1;
            case HOLD, RELEASE, LOCK, UNLOCK, REFOLD, REDRIVE -> false;
        };
    }

    private static Violation violation(Fact.OutcomeFact outcome, String expected, String what) {
        return new Violation(
                Violation.Kind.OUTCOME_COUNT,
                outcome.chapter().toString(),
                outcome.position(),
                expected,
                what + ": " + outcome.kind());
    }
}
