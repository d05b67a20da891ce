package dev.storycrew.audit;

import dev.storycrew.core.decision.PartialReviews;
import dev.storycrew.core.event.PairComparison;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.PairVerdict;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.ChapterWork;
import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Stage;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Checks one run of a chapter, in the order things happened: earlier violations cause later ones.
 */
final class RunCheck {
    private final ChapterTrail chapter;
    private final RunTrail run;
    private final DecisionCheck decisions;
    private final boolean ended;
    private final List<Violation> found = new ArrayList<>();
    private int decisionsChecked;

    /** @param ended false while the run is under way: what is not there yet is not missing */
    RunCheck(ChapterTrail chapter, RunTrail run, DecisionCheck decisions, boolean ended) {
        this.chapter = chapter;
        this.run = run;
        this.decisions = decisions;
        this.ended = ended;
    }

    int decisionsChecked() {
        return decisionsChecked;
    }

    /** Everything wrong, causes first. */
    List<Violation> check() {
        Fact.EnvelopeFact start = run.start();
        if (start != null) {
            found.addAll(new RunBegin(chapter, run, start).check());
        }
        Fact.EnvelopeFact judgedBefore = null;
        Route.Retry retry = null;
        for (Map.Entry<Integer, AttemptTrail> attempt : run.attempts().entrySet()) {
            List<Fact.EnvelopeFact> chain = attempt.getValue().inOrder();
            if (chain.isEmpty()) {
                continue;
            }
            if (start != null) {
                chain.forEach(envelope -> found.addAll(RunBegin.same(start, envelope)));
            }
            if (attempt.getKey() > 0) {
                resumed(chain.get(0), judgedBefore, retry);
                decidedBy(chain.get(0), run.known(attempt.getKey() - 1).decision());
            }
            walk(chain, attempt.getValue(), judgedBefore);
            judgedBefore = attempt.getValue().at(PipelineStep.JUDGED);
            retry = decided(attempt.getValue(), judgedBefore);
        }
        found.addAll(run.secondDecisions());
        if (start != null && start.byHand()) {
            run.attempts().values().forEach(this::rewritten);
        }
        return found;
    }

    /** A text of a person is judged and noted, and nothing else is done with it. */
    private void rewritten(AttemptTrail attempt) {
        for (Fact.StageRunFact ran : attempt.finished()) {
            if (ran.run().stage().fills() != null) {
                found.add(new Violation(
                        Violation.Kind.PRESERVED_PART,
                        chapter.id().toString(),
                        ran.position(),
                        "no run of " + ran.run().stage().label() + ", for the text is a person's",
                        "one on " + Attempts.named(ran.run().attempt())));
            }
        }
    }

    /** An attempt begins with what the retry left. */
    private void resumed(Fact.EnvelopeFact first, Fact.@Nullable EnvelopeFact judged, Route.@Nullable Retry retry) {
        if (judged == null) {
            if (ended) {
                add(
                        Violation.Kind.MISSING_RECORD,
                        first,
                        "the judge result of " + Attempts.named(first.attempt() - 1),
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
                && order.instructions().equals(judged.report().revisionInstructions())
                && (order.strengths().isEmpty()
                        || order.strengths().equals(judged.report().strengths()))
                && keptAside(order, judged.work(), retry.erasures())
                && isUntouched(order, first, kept, retry);
        if (!asDecided && !first.place().equals(PipelineStep.JUDGED)) {
            add(
                    Violation.Kind.DECISION,
                    first,
                    "the order of " + retry.level().name() + " with the issues and instructions of "
                            + judged.position(),
                    order == null ? "no order" : "a different order, of " + order.level());
        }
    }

    /** As the router sent it, an order says how the judge is to read, by its policy, and that nothing has changed yet. */
    private boolean isUntouched(RetryOrder order, Fact.EnvelopeFact first, ChapterWork kept, Route.Retry retry) {
        Review wanted = decisions.review(first.policy());
        boolean asSent = first.place().stage() == kept.nextStage(retry.level().skip());
        return !asSent
                || ((order.review() == Review.CHAPTER || wanted == null || order.review() == wanted)
                        && order.changed().isEmpty()
                        && order.changedWords() == 0);
    }

    /** Texts in an order are those that were judged; orders from before they were kept have none. */
    static boolean keptAside(RetryOrder order, ChapterWork judged, List<Erasure> erasures) {
        return (order.formerText().isEmpty() || order.formerText().equals(judged.formerText(erasures)))
                && order.offered().equals(judged.offered(erasures));
    }

    /** An attempt runs under the arm and policy of the decision that began it. */
    private void decidedBy(Fact.EnvelopeFact first, Fact.@Nullable RetryFact sentBack) {
        if (sentBack == null) {
            return;
        }
        RetryDecision decision = sentBack.decision();
        if (decision.arm() != first.arm() || !decision.policy().equals(first.policy())) {
            add(
                    Violation.Kind.DECISION,
                    first,
                    "arm " + decision.arm() + " and policy " + decision.policy() + ", as decided at "
                            + sentBack.position(),
                    "arm " + first.arm() + " and policy " + first.policy());
        }
    }

    /** From envelope to envelope: each stage adds its own part and nothing else. */
    private void walk(List<Fact.EnvelopeFact> chain, AttemptTrail attempt, Fact.@Nullable EnvelopeFact formerly) {
        Fact.EnvelopeFact before = null;
        Set<Stage> skip = skipped(chain);
        for (Fact.EnvelopeFact envelope : chain) {
            if (before != null) {
                RetryOrder order = before.order();
                found.addAll(WorkCheck.added(
                        before.work(),
                        order == null ? ChapterWork.nothing() : order.offered(),
                        before.position().toString(),
                        envelope,
                        before.place().stage()));
                ranBefore(before, envelope, attempt);
                if (!envelope.place().at().followsAcceptance() && before.arm() != envelope.arm()) {
                    add(
                            Violation.Kind.DECISION,
                            envelope,
                            "arm " + before.arm() + ", as in " + before.position(),
                            "arm " + envelope.arm());
                }
            }
            if (!envelope.place().at().followsAcceptance()) {
                if (envelope.place().made()) {
                    judged(envelope, before, skip);
                    if (before != null) {
                        reviewedInPart(envelope, before, formerly);
                        compared(envelope, before, attempt);
                    }
                } else {
                    addIfAny(WorkCheck.stage(envelope, skip));
                }
            } else if (!envelope.place().made()) {
                if (before == null || !before.place().equals(PipelineStep.JUDGED)) {
                    missing(envelope, "the accepted judge result");
                } else {
                    accepted(before, envelope);
                }
            } else if (before == null || !before.place().equals(PipelineStep.BIBLE)) {
                missing(envelope, "the accepted envelope sent to the bible");
            }
            before = envelope;
        }
    }

    private void judged(Fact.EnvelopeFact judged, Fact.@Nullable EnvelopeFact before, Set<Stage> skip) {
        if (judged.stopReason() != null) {
            return;
        }
        if (before != null && !Objects.equals(before.changes(), judged.changes())) {
            add(
                    Violation.Kind.BIBLE,
                    judged,
                    "bible changes " + before.changes() + ", as in " + before.position(),
                    "bible changes " + judged.changes());
        }
        boolean whole = judged.work().nextStage(skip) == PipelineStep.JUDGE.at();
        if (!whole
                || judged.report() == null
                || before == null
                || !before.place().equals(PipelineStep.JUDGE)) {
            add(
                    Violation.Kind.SKIPPED_STAGE,
                    judged,
                    "a chapter that has been through all its stages and been judged",
                    judged.report() == null
                            ? "one without a report"
                            : whole ? "one not sent to the judge" : "one with parts missing");
        }
    }

    /** A judge compares texts only when no retry follows, and as its stage run says. */
    private void compared(Fact.EnvelopeFact judged, Fact.EnvelopeFact before, AttemptTrail attempt) {
        PairVerdict verdict = judged.compared();
        RetryOrder order = before.order();
        if (verdict == null) {
            return;
        }
        if (order == null || !order.last()) {
            add(Violation.Kind.DECISION, judged, "no comparison of texts, since another retry may follow", "one");
        }
        boolean recorded = attempt.finished().stream().anyMatch(ran -> {
            PairComparison comparison = ran.run().compared();
            return comparison != null && verdict.equals(comparison.verdict());
        });
        if (ended && !recorded) {
            add(
                    Violation.Kind.MISSING_RUN,
                    judged,
                    "a stage run with the judge's comparison of " + Attempts.named(judged.attempt()) + " with "
                            + Attempts.named(verdict.earlier()),
                    "none");
        }
    }

    /** A judge may read only what changed where the policy and the rules allow it. */
    private void reviewedInPart(
            Fact.EnvelopeFact judged, Fact.EnvelopeFact before, Fact.@Nullable EnvelopeFact formerly) {
        RetryOrder order = before.order();
        if (!judged.reviewedInPart() || judged.report() == null) {
            return;
        }
        FullReading against = order == null || order.review() != Review.CHANGED_SCENES
                ? FullReading.NOTHING_TO_LEAVE_OUT
                : PartialReviews.standingAgainst(
                        order,
                        before.work().text().keySet(),
                        before.words(),
                        formerly == null ? before.reviewedInPart() : formerly.reviewedInPart());
        if (against == null && judged.history().isEmpty()) {
            against = FullReading.NOTHING_TO_LEAVE_OUT;
        }
        if (against == null
                && PartialReviews.fell(
                        judged.history().get(judged.history().size() - 1).scores(),
                        judged.report().scores())) {
            against = FullReading.SCORE_FELL;
        }
        if (against != null) {
            add(
                    Violation.Kind.DECISION,
                    judged,
                    "a review of the whole chapter, because of " + against,
                    "a partial review");
        }
        if (formerly != null && order != null) {
            SortedSet<Integer> changed = new TreeSet<>(before.work().text().keySet());
            changed.removeIf(scene -> Objects.equals(
                    before.work().text().get(scene), formerly.work().text().get(scene)));
            if (!order.changed().containsAll(changed)) {
                add(
                        Violation.Kind.DECISION,
                        judged,
                        "a review that reads every changed scene: " + changed,
                        "one of the scenes " + order.changed());
            }
        }
    }

    /** Only what passed goes to the bible, unless an operator accepted it. */
    private void accepted(Fact.EnvelopeFact judged, Fact.EnvelopeFact sent) {
        if (sent.policy() == null) {
            add(Violation.Kind.DECISION, sent, "the policy that accepted it", "none");
            return;
        }
        DecisionCheck.Recomputed again =
                decisions.decide(judged, sent.policy(), true, null, sent.position(), run.explanationVersion());
        addIfAny(again.violation());
        if (again.route() != null && !(again.route() instanceof Route.Accept)) {
            add(
                    Violation.Kind.DECISION,
                    sent,
                    again.route().explanation(),
                    "accepted, but not by an operator's command");
        }
    }

    private void ranBefore(Fact.EnvelopeFact before, Fact.EnvelopeFact envelope, AttemptTrail attempt) {
        Stage stage = before.place().stage();
        if (ended && stage != null && !attempt.ran(stage) && envelope.stopReason() == null) {
            add(
                    Violation.Kind.MISSING_RUN,
                    envelope,
                    "a finished run of " + stage.label() + " on " + Attempts.named(envelope.attempt())
                            + " in stage-runs",
                    "none");
        }
    }

    private Route.@Nullable Retry decided(AttemptTrail attempt, Fact.@Nullable EnvelopeFact judged) {
        Fact.RetryFact decision = attempt.decision();
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
            missing(next.inOrder().get(0), "the decision on " + Attempts.named(judged.attempt()));
        }
        return null;
    }

    private static Set<Stage> skipped(List<Fact.EnvelopeFact> chain) {
        return chain.stream()
                .map(Fact.EnvelopeFact::order)
                .filter(order -> order != null)
                .findFirst()
                .map(RetryOrder::skip)
                .orElse(Set.of());
    }

    private void missing(Fact.EnvelopeFact neededBy, String what) {
        if (ended) {
            add(Violation.Kind.MISSING_RECORD, neededBy, what, "none");
        }
    }

    private void addIfAny(@Nullable Violation violation) {
        if (violation != null) {
            found.add(violation);
        }
    }

    private void add(Violation.Kind kind, Fact.EnvelopeFact at, String expected, String what) {
        found.add(new Violation(kind, at.chapter().toString(), at.position(), expected, what));
    }
}
