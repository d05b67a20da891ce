package dev.storycrew.audit;

import dev.storycrew.audit.canon.RecheckId;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.retry.RetryLevel;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.skim.Digest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A later run begins with what the operator's command says and the earlier runs left. */
final class CommandedStart {
    private final ChapterTrail chapter;
    private final Fact.EnvelopeFact start;
    private final RunTrail before;

    CommandedStart(ChapterTrail chapter, Fact.EnvelopeFact start, RunTrail before) {
        this.chapter = chapter;
        this.start = start;
        this.before = before;
    }

    /**
     * The first thing wrong; null if nothing is, or if the command is missing, which the check of its outcome reports.
     */
    @Nullable
    Violation check() {
        RunTrail run = chapter.run(start.run());
        ChapterTrail.Accepted accepted = chapter.acceptedBefore(run);
        boolean again = start.again() != null;
        if ((again || accepted != null) && !chapter.knowsAllBefore(run)) {
            return null;
        }
        if (again != (accepted != null)) {
            return saysOtherwise(again);
        }
        Fact.OutcomeFact ended = accepted == null ? lastBefore() : accepted.outcome();
        if (ended != null && !Objects.equals(ended.arm(), start.arm())) {
            return violation(Violation.Kind.DECISION, "arm " + ended.arm() + ", unchanged", "arm " + start.arm());
        }
        Fact.CommandFact given = chapter.command(start.command());
        if (accepted == null ? !chapter.knowsWhatLedTo(before) : accepted.envelope() == null) {
            return null;
        }
        Fact.EnvelopeFact base = accepted == null ? chapter.workOf(before) : accepted.envelope();
        ChapterWork work = base == null ? ChapterWork.nothing() : base.work();
        if (given == null) {
            return accepted == null || RecheckId.of(start.command()) == null ? null : judgedAgain(accepted, work);
        }
        return switch (given.command().kind()) {
            case RETRY -> retried(given.command(), accepted, work);
            case REVISE -> revised(given, work);
            default -> null;
        };
    }

    private Fact.@Nullable OutcomeFact lastBefore() {
        return before.outcomes().isEmpty()
                ? null
                : before.outcomes().get(before.outcomes().size() - 1);
    }

    private Violation saysOtherwise(boolean again) {
        return violation(
                Violation.Kind.DECISION,
                again
                        ? "a run of a chapter of which no accepted text stands"
                        : "a run that says that an accepted text of the chapter stands",
                again ? "one that says that an accepted text stands" : "one that does not say so");
    }

    /** The accepted text is judged as it stands, with what it adds to the bible at hand. */
    private @Nullable Violation judgedAgain(ChapterTrail.@Nullable Accepted accepted, ChapterWork work) {
        RetryOrder order = start.order();
        if (order == null
                || !order.level().equals(RetryLevel.RECHECK)
                || !order.scenes().isEmpty()
                || !order.skip().isEmpty()) {
            return violation(
                    Violation.Kind.DECISION,
                    "the order of " + RetryLevel.RECHECK + " from command " + start.command(),
                    order == null ? "no order" : "a different order, of " + order.level());
        }
        if (!work.equals(start.work())) {
            return violation(
                    Violation.Kind.PRESERVED_PART, "the work that is to be judged again, unchanged", "different parts");
        }
        Digest kept = accepted == null ? null : accepted.outcome().changes();
        return Objects.equals(kept, start.changes())
                ? null
                : violation(
                        Violation.Kind.BIBLE,
                        "the bible changes of the accepted text, " + kept,
                        "bible changes " + start.changes());
    }

    private @Nullable Violation retried(
            OperatorCommand command, ChapterTrail.@Nullable Accepted accepted, ChapterWork work) {
        if (RetryLevel.RECHECK.equals(command.level())) {
            return judgedAgain(accepted, work);
        }
        RetryOrder order = start.order();
        SceneList plan = work.sceneList();
        boolean whole =
                command.scenes().isEmpty() || (plan != null && plan.numbers().equals(command.scenes()));
        SortedSet<Integer> scenes = whole ? new TreeSet<>() : command.scenes();
        if (order == null
                || !order.level().equals(command.level())
                || !order.scenes().equals(scenes)
                || (command.note() != null && !order.instructions().contains(command.note()))) {
            return violation(
                    Violation.Kind.DECISION,
                    "the order of " + command.level() + " from command " + command.id() + ", with its scenes and note",
                    order == null ? "no order" : "a different order, of " + order.level());
        }
        // What a level of that name erased at the time depends on the policy, but it is always one of the parts.
        boolean kept = Arrays.stream(Part.values())
                .flatMap(part -> Stream.of(true, false).map(offered -> new Erasure(part, command.scenes(), offered)))
                .anyMatch(erasure -> work.erase(List.of(erasure)).equals(start.work())
                        && RunCheck.keptAside(order, work, List.of(erasure)));
        return kept
                ? null
                : violation(
                        Violation.Kind.PRESERVED_PART,
                        "what " + command.level() + " keeps of the best attempt, as in command " + command.id(),
                        "different parts");
    }

    /** Scenes are matched by order: whoever edits a text does not know how the planner numbered them. */
    private @Nullable Violation revised(Fact.CommandFact given, ChapterWork work) {
        boolean asHandedIn = List.copyOf(given.text().values())
                .equals(List.copyOf(start.work().text().values()));
        if (!asHandedIn) {
            return violation(
                    Violation.Kind.PRESERVED_PART, "the text handed in at " + given.position(), "a different text");
        }
        boolean kept = work.sceneList() == null
                || (work.sceneList().equals(start.work().sceneList())
                        && work.withTextHandedIn(start.work().text()).equals(start.work()));
        return kept
                ? null
                : violation(
                        Violation.Kind.PRESERVED_PART,
                        "the scene list and drafts of the best attempt",
                        "different ones");
    }

    private Violation violation(Violation.Kind kind, String expected, String found) {
        return new Violation(kind, start.chapter().toString(), start.position(), expected, found);
    }
}
