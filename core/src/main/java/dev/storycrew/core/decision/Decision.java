package dev.storycrew.core.decision;

import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.Erasure;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that follows from one judge result. Pure: the same envelope and rules give the same decision.
 *
 * @param envelope as it is sent on
 * @param retry the record of a retry; null when there is none
 * @param outcome null if the chapter goes on
 */
public record Decision(
        Route route,
        ChapterEnvelope envelope,
        @Nullable RetryDecision retry,
        @Nullable ChapterOutcome outcome) {

    /**
     * Decides.
     *
     * @param digest of the report's wire form, by which the decision names the report
     * @param now milliseconds since the epoch
     */
    public static Decision on(
            ChapterEnvelope judged, DecisionRules rules, Function<JudgeReport, String> digest, long now) {
        Ruling ruling = Ruling.on(
                JudgedChapter.of(judged), rules.policy(), rules.selectiveRetryEnabled(), rules.leftNanoUsd(judged));
        Route route = ruling.route();
        JudgeReport report = judged.work().report();
        Verdict verdict = ruling.verdict();
        if (report == null || verdict == null) {
            return new Decision(route, judged, null, exhausted(judged, judged.best(), route, rules, now));
        }
        Arm arm = Objects.requireNonNull(ruling.arm());
        BestAttempt best = BestAttempt.better(judged.best(), Outcomes.attempt(judged, report), judged.compared());
        ChapterEnvelope decided = judged.decided(
                attemptRecord(judged, report, verdict, route),
                best,
                arm,
                rules.policy().reference());
        if (route instanceof Route.Retry retry) {
            RetryOrder order = new RetryOrder(
                            retry.level().name(),
                            retry.scope(),
                            retry.scenes(),
                            retry.level().skip(),
                            retry.issues(),
                            report.revisionInstructions())
                    .keepingAside(judged.work(), retry.erasures())
                    .reviewing(rules.policy().review())
                    .praising(Erasure.loseThePlan(retry.erasures()) ? List.of() : report.strengths())
                    .asLast(judged.attempt() + 1 >= rules.policy().maxRetries());
            ChapterEnvelope next = decided.nextAttempt(judged.work().erase(retry.erasures()), order);
            return new Decision(
                    route, next, decision(judged, digest.apply(report), verdict, retry, rules, arm, now), null);
        }
        BibleChanges known = decided.bibleChanges();
        if (route instanceof Route.Accept && known != null) {
            // The text is the one that was accepted before, and what it adds to the bible is known.
            return new Decision(route, decided, null, Outcomes.accepted(decided, report, known, rules.budget(), now));
        }
        return new Decision(route, decided, null, exhausted(decided, best, route, rules, now));
    }

    private static AttemptRecord attemptRecord(
            ChapterEnvelope judged, JudgeReport report, Verdict verdict, Route route) {
        Route.Retry retry = route instanceof Route.Retry followed ? followed : null;
        return new AttemptRecord(
                judged.attempt(),
                report.scores(),
                report.hardFail().safetyPassed(),
                verdict.passed(),
                verdict.issues(),
                retry == null ? null : retry.level().name(),
                retry != null && retry.escalated());
    }

    private static RetryDecision decision(
            ChapterEnvelope judged,
            String reportDigest,
            Verdict verdict,
            Route.Retry retry,
            DecisionRules rules,
            Arm arm,
            long now) {
        return new RetryDecision(
                judged.id(),
                judged.requestId(),
                judged.run(),
                judged.attempt(),
                reportDigest,
                retry.level().name(),
                retry.scope(),
                retry.scenes(),
                retry.issues(),
                verdict.failedGates(),
                retry.escalated(),
                retry.explanation(),
                rules.policy().reference(),
                arm,
                rules.leftNanoUsd(judged),
                now,
                retry.reason(),
                retry.planUnreadable(),
                retry.erasures(),
                Explanations.VERSION);
    }

    /** Null when the chapter goes on. */
    private static @Nullable ChapterOutcome exhausted(
            ChapterEnvelope ended, @Nullable BestAttempt best, Route route, DecisionRules rules, long now) {
        return route instanceof Route.Exhausted exhausted
                ? Outcomes.notAccepted(
                        ended,
                        ChapterOutcome.Kind.EXHAUSTED,
                        exhausted.reason(),
                        best,
                        exhausted.explanation(),
                        ended.command(),
                        rules,
                        now)
                : null;
    }
}
