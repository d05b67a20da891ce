package dev.storycrew.console.audit;

import dev.storycrew.console.facts.Fact;
import dev.storycrew.console.facts.Place;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks one run of a chapter, in the order in which things happened: what comes first is the cause of what comes later.
 */
final class RunCheck {
    private final RunTrail run;
    private final DecisionCheck decisions;
    private final boolean ended;
    private final List<Violation> found = new ArrayList<>();
    private int decisionsChecked;

    /** @param ended false while the run is under way: then nothing is missing, it is only not there yet */
    RunCheck(RunTrail run, DecisionCheck decisions, boolean ended) {
        this.run = run;
        this.decisions = decisions;
        this.ended = ended;
    }

    int decisionsChecked() {
        return decisionsChecked;
    }

    /**
     * All that is wrong, causes first.
     *
     * @param request null when it is not to be had
     */
    List<Violation> check(Fact.@Nullable Requested request) {
        Fact.Carried start = run.start();
        if (start != null) {
            start(start, request);
        }
        Fact.Carried judgedBefore = null;
        Route.Retry retry = null;
        for (Map.Entry<Integer, AttemptTrail> attempt : run.attempts().entrySet()) {
            List<Fact.Carried> chain = attempt.getValue().inOrder();
            if (chain.isEmpty()) {
                continue;
            }
            if (start != null) {
                chain.forEach(envelope -> same(start, envelope));
            }
            if (attempt.getKey() > 0) {
                resumed(chain.get(0), judgedBefore, retry);
            }
            walk(chain, attempt.getValue());
            judgedBefore = attempt.getValue().at(Place.JUDGED);
            retry = decided(attempt.getValue(), judgedBefore);
        }
        found.addAll(run.secondDecisions());
        return found;
    }

    private void start(Fact.Carried start, Fact.@Nullable Requested request) {
        if (run.number() == 1 && (start.place() != Place.PLAN || !start.work().equals(ChapterWork.nothing()))) {
            add(Violation.Kind.SKIPPED_STAGE, start, "a run that begins at plan with nothing made", "something made");
        }
        if (request == null) {
            return;
        }
        if (!request.brief().equals(start.brief())) {
            add(Violation.Kind.REQUEST, start, "the brief of the request at " + request.position(), "another brief");
        }
        if (start.chapter().number() == 1
                && run.number() == 1
                && !request.bible().equals(start.bible())) {
            add(
                    Violation.Kind.BIBLE,
                    start,
                    "the bible of the request at " + request.position() + " (" + request.bible() + ")",
                    "bible " + start.bible());
        }
    }

    /** What never changes within a run. */
    private void same(Fact.Carried start, Fact.Carried envelope) {
        if (!start.requestId().equals(envelope.requestId()) || !start.brief().equals(envelope.brief())) {
            add(Violation.Kind.REQUEST, envelope, "request and brief as at " + start.position(), "others");
        }
        if (!start.bible().equals(envelope.bible())) {
            add(
                    Violation.Kind.BIBLE,
                    envelope,
                    "the bible that the run began with (" + start.bible() + ")",
                    "bible " + envelope.bible());
        }
    }

    /** An attempt begins with what the retry left. */
    private void resumed(Fact.Carried first, Fact.@Nullable Carried judged, Route.@Nullable Retry retry) {
        if (judged == null) {
            if (ended) {
                add(
                        Violation.Kind.MISSING_RECORD,
                        first,
                        "the judge's result of attempt " + (first.attempt() - 1),
                        "none");
            }
            return;
        }
        if (retry == null) {
            return;
        }
        ChapterWork kept = judged.work().erase(retry.erasures());
        found.addAll(WorkCheck.added(kept, judged.position().toString(), first, null));
        RetryOrder order = first.order();
        boolean asDecided = order != null
                && order.level().equals(retry.level().name())
                && order.scope() == retry.scope()
                && order.scenes().equals(retry.scenes())
                && order.skip().equals(retry.level().skip())
                && order.issues().equals(retry.issues())
                && judged.report() != null
                && order.instructions().equals(judged.report().revisionInstructions());
        if (!asDecided && first.place() != Place.JUDGED) {
            add(
                    Violation.Kind.DECISION,
                    first,
                    "the order of " + retry.level().name() + " with the issues and instructions of "
                            + judged.position(),
                    order == null ? "no order" : "another order, of " + order.level());
        }
    }

    /** From envelope to envelope: each stage adds its own part and nothing else. */
    private void walk(List<Fact.Carried> chain, AttemptTrail attempt) {
        Fact.Carried before = null;
        Set<Stage> skip = skipped(chain);
        for (Fact.Carried envelope : chain) {
            if (before != null) {
                found.addAll(WorkCheck.added(
                        before.work(),
                        before.position().toString(),
                        envelope,
                        before.place().stage()));
                ranBefore(before, envelope, attempt);
            }
            switch (envelope.place()) {
                case PLAN, WRITE, EDIT, JUDGE -> addIfAny(WorkCheck.stage(envelope, skip));
                case JUDGED -> judged(envelope, before, skip);
                case BIBLE -> {
                    if (before == null || before.place() != Place.JUDGED) {
                        missing(envelope, "the judge's result that was accepted");
                    }
                }
                case BIBLE_MADE -> {
                    if (before == null || before.place() != Place.BIBLE) {
                        missing(envelope, "the accepted envelope that was sent to the bible");
                    }
                }
            }
            before = envelope;
        }
    }

    private void judged(Fact.Carried judged, Fact.@Nullable Carried before, Set<Stage> skip) {
        if (judged.stopReason() != null) {
            return;
        }
        boolean whole = judged.work().nextStage(skip) == Stage.JUDGE;
        if (!whole || judged.report() == null || before == null || before.place() != Place.JUDGE) {
            add(
                    Violation.Kind.SKIPPED_STAGE,
                    judged,
                    "a chapter that passed all of its stages and was judged",
                    judged.report() == null
                            ? "one without a report"
                            : whole ? "one that was not sent to the judge" : "one with parts missing");
        }
    }

    private void ranBefore(Fact.Carried before, Fact.Carried envelope, AttemptTrail attempt) {
        Stage stage = before.place().stage();
        if (ended && stage != null && !attempt.ran(stage) && envelope.stopReason() == null) {
            add(
                    Violation.Kind.MISSING_RUN,
                    envelope,
                    "a finished run of " + stage.label() + " of attempt " + envelope.attempt() + " in stage-runs",
                    "none");
        }
    }

    private Route.@Nullable Retry decided(AttemptTrail attempt, Fact.@Nullable Carried judged) {
        Fact.SentBack decision = attempt.decision();
        if (judged == null) {
            return null;
        }
        if (decision != null) {
            DecisionCheck.Recomputed again = decisions.check(judged, decision);
            decisionsChecked++;
            addIfAny(again.violation());
            return again.route() instanceof Route.Retry retry ? retry : null;
        }
        AttemptTrail next = run.attempts().get(judged.attempt() + 1);
        if (next != null && !next.inOrder().isEmpty()) {
            missing(next.inOrder().get(0), "the decision on attempt " + judged.attempt());
        }
        return null;
    }

    private static Set<Stage> skipped(List<Fact.Carried> chain) {
        return chain.stream()
                .map(Fact.Carried::order)
                .filter(order -> order != null)
                .findFirst()
                .map(RetryOrder::skip)
                .orElse(Set.of());
    }

    private void missing(Fact.Carried neededBy, String what) {
        if (ended) {
            add(Violation.Kind.MISSING_RECORD, neededBy, what, "none");
        }
    }

    private void addIfAny(@Nullable Violation violation) {
        if (violation != null) {
            found.add(violation);
        }
    }

    private void add(Violation.Kind kind, Fact.Carried at, String expected, String what) {
        found.add(new Violation(kind, at.chapter().toString(), at.position(), expected, what));
    }
}
