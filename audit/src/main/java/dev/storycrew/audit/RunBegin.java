package dev.storycrew.audit;

import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import java.util.ArrayList;
import java.util.List;

/** A run begins as requested, by a producer or an operator, and what it began with never changes. */
final class RunBegin {
    private final ChapterTrail chapter;
    private final RunTrail run;
    private final Fact.EnvelopeFact start;

    RunBegin(ChapterTrail chapter, RunTrail run, Fact.EnvelopeFact start) {
        this.chapter = chapter;
        this.run = run;
        this.start = start;
    }

    /** Everything wrong, causes first. */
    List<Violation> check() {
        List<Violation> found = new ArrayList<>();
        Fact.RequestFact request = chapter.request(start);
        if (run.number() == 1
                && (!start.place().equals(PipelineStep.START) || !start.work().equals(ChapterWork.nothing()))) {
            found.add(violation(
                    Violation.Kind.SKIPPED_STAGE,
                    start,
                    "a run that begins at " + PipelineStep.START.at().label() + " with nothing done",
                    "something done"));
        }
        RunTrail before = chapter.knownRun(run.number() - 1);
        if (before != null) {
            Fact.EnvelopeFact first = before.start();
            if (first != null) {
                found.addAll(same(first, start, !chapter.isOfRedoneBook()));
            }
            Violation commanded = new CommandedStart(chapter, start, before).check();
            if (commanded != null) {
                found.add(commanded);
            }
        } else if (run.number() == 1 && start.arm() != null) {
            found.add(violation(
                    Violation.Kind.DECISION, start, "no arm before the first decision", "arm " + start.arm()));
        }
        if (request == null) {
            return found;
        }
        if (!request.brief().equals(start.brief())) {
            found.add(violation(
                    Violation.Kind.REQUEST,
                    start,
                    "the brief of the request at " + request.position(),
                    "a different brief"));
        }
        if (start.chapter().number() == 1
                && run.number() == 1
                && !request.bible().equals(start.bible())) {
            found.add(violation(
                    Violation.Kind.BIBLE,
                    start,
                    "the bible of the request at " + request.position() + " (" + request.bible() + ")",
                    "bible " + start.bible()));
        }
        return found;
    }

    /** What never changes within a run. */
    static List<Violation> same(Fact.EnvelopeFact start, Fact.EnvelopeFact envelope) {
        return same(start, envelope, true);
    }

    private static List<Violation> same(Fact.EnvelopeFact start, Fact.EnvelopeFact envelope, boolean bibleToo) {
        List<Violation> found = new ArrayList<>();
        if (!start.requestId().equals(envelope.requestId()) || !start.brief().equals(envelope.brief())) {
            found.add(violation(
                    Violation.Kind.REQUEST,
                    envelope,
                    "the request and brief at " + start.position(),
                    "different ones"));
        }
        if (bibleToo && !start.bible().equals(envelope.bible())) {
            found.add(violation(
                    Violation.Kind.BIBLE,
                    envelope,
                    "the bible that the run began with (" + start.bible() + ")",
                    "bible " + envelope.bible()));
        }
        return found;
    }

    private static Violation violation(Violation.Kind kind, Fact.EnvelopeFact at, String expected, String what) {
        return new Violation(kind, at.chapter().toString(), at.position(), expected, what);
    }
}
