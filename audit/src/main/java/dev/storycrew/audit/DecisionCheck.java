package dev.storycrew.audit;

import dev.storycrew.core.decision.Ruling;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.LevelReason;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Route;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.reading.Position;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Decides again what a router decided, by the policy it named, and compares. */
final class DecisionCheck {
    private final Policies policies;

    DecisionCheck(Policies policies) {
        this.policies = policies;
    }

    /**
     * What follows from a judged envelope.
     *
     * @param route null when the policy is unknown
     * @param verdict null when there was no report, or the policy is unknown
     */
    record Recomputed(
            @Nullable Route route,
            @Nullable Verdict verdict,
            @Nullable Arm arm,
            @Nullable Violation violation) {}

    /**
     * Decides again.
     *
     * @param by the policy's reference
     * @param selective false if the router's environment switched it off
     * @param leftNanoUsd what was left of the budget; null if there was none
     * @param version the explanations' version in the record that holds what was decided
     */
    Recomputed decide(
            Fact.EnvelopeFact judged,
            String by,
            boolean selective,
            @Nullable Long leftNanoUsd,
            Position named,
            int version) {
        if (judged.report() == null) {
            return recomputed(Ruling.stopped(judged.judged()));
        }
        RetryPolicy policy = policies.find(by).orElse(null);
        if (policy == null) {
            return new Recomputed(
                    null,
                    null,
                    null,
                    new Violation(
                            Violation.Kind.DECISION,
                            judged.chapter().toString(),
                            named,
                            "a published policy, or the configured or default one",
                            by + "; if a router was configured with it, pass that configuration with --config"));
        }
        return recomputed(Ruling.on(judged.judged(), policy, selective, leftNanoUsd, version));
    }

    /** How much of a chapter the judge may leave out by a policy; null if the policy is unknown. */
    @Nullable
    Review review(@Nullable String by) {
        return by == null ? null : policies.find(by).map(RetryPolicy::review).orElse(null);
    }

    private static Recomputed recomputed(Ruling ruling) {
        return new Recomputed(ruling.route(), ruling.verdict(), ruling.arm(), null);
    }

    /** Compares a decision with what follows from its input; the route is the retry if they agree. */
    Recomputed check(Fact.EnvelopeFact judged, Fact.RetryFact sentBack) {
        RetryDecision decision = sentBack.decision();
        Recomputed again = check(judged, sentBack, decision.reason() != LevelReason.SWITCHED_OFF);
        if (again.violation() != null && decision.explanationVersion() == 0) {
            // Such a decision does not record whether the router's environment made all retries full ones.
            Recomputed inFull = check(judged, sentBack, false);
            return inFull.violation() == null ? inFull : again;
        }
        return again;
    }

    private Recomputed check(Fact.EnvelopeFact judged, Fact.RetryFact sentBack, boolean selective) {
        RetryDecision decision = sentBack.decision();
        Recomputed again = decide(
                judged,
                decision.policy(),
                selective,
                decision.leftNanoUsd(),
                sentBack.position(),
                decision.explanationVersion());
        if (again.route() == null) {
            return again;
        }
        return new Recomputed(again.route(), again.verdict(), again.arm(), difference(judged, sentBack, again));
    }

    /** A decision on a chapter that has ended. */
    static Violation afterTheEnd(Fact.RetryFact sentBack) {
        RetryDecision decision = sentBack.decision();
        return new Violation(
                Violation.Kind.DECISION,
                decision.chapter().toString(),
                sentBack.position(),
                "no decision on a chapter that has ended",
                decision.level() + " on " + Attempts.named(decision.attempt()));
    }

    private static @Nullable Violation difference(Fact.EnvelopeFact judged, Fact.RetryFact sentBack, Recomputed again) {
        RetryDecision found = sentBack.decision();
        if (!(again.route() instanceof Route.Retry expected) || again.verdict() == null) {
            String route = again.route() == null ? "nothing" : again.route().explanation();
            return violation(sentBack, route, found.level());
        }
        boolean notesReasons = found.explanationVersion() > 0;
        return firstOf(
                compare(sentBack, "level", expected.level().name(), found.level()),
                compare(sentBack, "scope", expected.scope(), found.scope()),
                compare(sentBack, "scenes", expected.scenes(), found.scenes()),
                compare(sentBack, "issues", expected.issues(), found.issues()),
                compare(sentBack, "failed gates", again.verdict().failedGates(), found.failedGates()),
                compare(sentBack, "escalated", expected.escalated(), found.escalated()),
                notesReasons ? compare(sentBack, "reason", expected.reason(), found.reason()) : null,
                notesReasons ? compare(sentBack, "erasures", expected.erasures(), found.erasures()) : null,
                notesReasons
                        ? compare(sentBack, "plan unreadable", expected.planUnreadable(), found.planUnreadable())
                        : null,
                found.explanationVersion() == Explanations.VERSION
                        ? compare(sentBack, "explanation", expected.explanation(), found.explanation())
                        : null,
                compare(sentBack, "arm", again.arm(), found.arm()),
                compare(sentBack, "report digest", judged.reportDigest(), found.reportDigest()),
                compare(sentBack, "request", judged.requestId(), found.requestId()));
    }

    private static @Nullable Violation compare(
            Fact.RetryFact sentBack, String what, @Nullable Object expected, @Nullable Object found) {
        return Objects.equals(expected, found) ? null : violation(sentBack, what + " " + expected, what + " " + found);
    }

    private static Violation violation(Fact.RetryFact sentBack, String expected, String found) {
        RetryDecision decision = sentBack.decision();
        return new Violation(
                Violation.Kind.DECISION,
                decision.chapter().toString(),
                sentBack.position(),
                expected + " on " + Attempts.named(decision.attempt()) + " by " + decision.policy(),
                found);
    }

    private static @Nullable Violation firstOf(@Nullable Violation... candidates) {
        for (Violation candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }
}
