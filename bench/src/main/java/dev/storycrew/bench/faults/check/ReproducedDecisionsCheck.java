package dev.storycrew.bench.faults.check;

import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.core.decision.JudgedChapter;
import dev.storycrew.core.decision.Ruling;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.codec.Digests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Every decision is made once, and recomputing it from the same report and policy gives the same. */
final class ReproducedDecisionsCheck implements Check {
    private final RetryPolicy policy;
    private final Set<String> ownCopies;
    private final List<String> violations = new ArrayList<>();
    private long decisions;
    private long retries;

    ReproducedDecisionsCheck(Evidence evidence) {
        this.policy = evidence.config().routing().policy();
        this.ownCopies = evidence.places(CampaignEvent.Kind.DUPLICATED);
    }

    private record Attempt(ChapterId chapter, int attempt) {}

    @Override
    public void look(Slice slice) {
        Map<Attempt, List<RetryDecision>> recorded = new HashMap<>();
        slice.values("retry-decisions", RetryDecision.class).stream()
                .filter(decision -> decision.run() == 1)
                .forEach(decision -> recorded.computeIfAbsent(
                                new Attempt(decision.chapter(), decision.attempt()), key -> new ArrayList<>())
                        .add(decision));
        Map<ChapterId, ChapterOutcome> outcomes = new HashMap<>();
        slice.values("chapters", ChapterOutcome.class)
                .forEach(outcome -> outcomes.putIfAbsent(outcome.chapter(), outcome));
        slice.ways(ownCopies)
                .forEach((chapter, way) -> way.forEach((step, copies) -> {
                    if (step.topicName().equals("judge-results")) {
                        List<RetryDecision> made = recorded.remove(new Attempt(chapter, step.attempt()));
                        check(copies.get(0), made == null ? List.of() : made, way, outcomes.get(chapter));
                    }
                }));
        recorded.keySet().forEach(attempt -> violations.add(attempt + " has a decision but no judge result"));
    }

    private void check(
            ChapterEnvelope judged,
            List<RetryDecision> made,
            TreeMap<Slice.Step, List<ChapterEnvelope>> way,
            @Nullable ChapterOutcome outcome) {
        decisions++;
        String where = judged.id() + " attempt " + judged.attempt();
        JudgeReport report = judged.work().report();
        Long left = made.isEmpty()
                ? outcome == null ? null : outcome.leftNanoUsd()
                : made.get(0).leftNanoUsd();
        Ruling ruling = Ruling.on(JudgedChapter.of(judged), policy, true, left);
        Route route = ruling.route();
        if (route instanceof Route.Retry retry && report != null) {
            retries++;
            retried(where, judged, report, retry, ruling.arm(), made, way);
            return;
        }
        if (!made.isEmpty()) {
            violations.add(where + ": a retry was decided but should not have been");
        }
        if (route instanceof Route.Exhausted) {
            ended(where, outcome, ChapterOutcome.Kind.EXHAUSTED);
        } else {
            ChapterEnvelope next = at(way, judged.attempt(), "bible");
            if (next == null || !next.work().equals(judged.work())) {
                violations.add(
                        where + ": accepted, but " + (next == null ? "not sent on" : "sent on with different text"));
            }
        }
    }

    private void retried(
            String where,
            ChapterEnvelope judged,
            JudgeReport report,
            Route.Retry retry,
            @Nullable Arm arm,
            List<RetryDecision> made,
            TreeMap<Slice.Step, List<ChapterEnvelope>> way) {
        if (made.size() != 1) {
            violations.add(where + ": " + made.size() + " decisions instead of one");
            return;
        }
        RetryDecision decision = made.get(0);
        boolean same = decision.level().equals(retry.level().name())
                && decision.scope() == retry.scope()
                && decision.scenes().equals(retry.scenes())
                && decision.issues().equals(retry.issues())
                && decision.escalated() == retry.escalated()
                && decision.reason() == retry.reason()
                && decision.erasures().equals(retry.erasures())
                && decision.explanation().equals(retry.explanation())
                && decision.arm() == arm
                && decision.policy().equals(policy.reference())
                && decision.reportDigest().equals(Digests.report(report));
        if (!same) {
            violations.add(where + ": decided '" + decision.explanation() + "', but the rules say '"
                    + retry.explanation() + "'");
        }
        var expected = judged.work().erase(retry.erasures());
        ChapterEnvelope next = at(
                way,
                judged.attempt() + 1,
                expected.nextStage(retry.level().skip()).label());
        if (next == null) {
            violations.add(where + ": to be retried, but not sent back");
        } else if (!next.work().equals(expected)
                || next.order() == null
                || !next.order().instructions().equals(report.revisionInstructions())) {
            violations.add(where + ": sent back with work or an order that differs from the decision");
        }
    }

    private void ended(String where, @Nullable ChapterOutcome outcome, ChapterOutcome.Kind kind) {
        if (outcome == null || outcome.kind() != kind) {
            violations.add(where + " should have ended " + kind + ", but "
                    + (outcome == null ? "has no outcome" : "ended " + outcome.kind()));
        }
    }

    private static @Nullable ChapterEnvelope at(
            TreeMap<Slice.Step, List<ChapterEnvelope>> way, int attempt, String topic) {
        List<ChapterEnvelope> found = way.get(new Slice.Step(attempt, Slice.WAY.indexOf(topic)));
        return found == null ? null : found.get(0);
    }

    @Override
    public CampaignVerdict.Finding finding() {
        return new CampaignVerdict.Finding(
                "decisions are reproducible",
                Counted.of(decisions, "judge result") + ", " + Counted.of(retries, "retry", "retries"),
                violations);
    }
}
