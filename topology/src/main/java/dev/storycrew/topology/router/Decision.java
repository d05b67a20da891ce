package dev.storycrew.topology.router;

import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.Circumstances;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.RetryRouter;
import dev.storycrew.core.retry.Route;
import dev.storycrew.core.story.SceneList;
import dev.storycrew.schemas.codec.Digests;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that follows from one judge result. Pure: the same envelope and policy give the same decision.
 *
 * @param envelope as it goes on
 * @param retry the record of a retry; null when there is none
 * @param outcome null when the chapter goes on
 * @param escalatedByCount true when the number of retries made it reach further
 */
record Decision(
        Route route,
        ChapterEnvelope envelope,
        @Nullable RetryDecision retry,
        @Nullable ChapterOutcome outcome,
        boolean escalatedByCount) {

    static Decision on(ChapterEnvelope judged, RetryPolicy policy, RouterSettings settings, long now) {
        JudgeReport report = judged.work().report();
        if (report == null) {
            String because = "EXHAUSTED in attempt " + (judged.attempt() + 1) + ": " + judged.stopReason();
            Route.Exhausted stopped = new Route.Exhausted(List.of(), because);
            return new Decision(stopped, judged, null, exhausted(judged, judged.best(), because, now), false);
        }
        Arm arm = judged.arm() == null ? Arm.of(judged.id(), policy.rolloutPercent()) : judged.arm();
        Verdict verdict = policy.gates().verdict(report, judged.brief().book().genre());
        long remaining = settings.budget().remainingNanoUsd(judged.spentNanoUsd(), judged.bookSpentNanoUsd());
        Long left = remaining == Long.MAX_VALUE ? null : remaining;
        Circumstances circumstances = new Circumstances(judged.retryLevels(), left, judged.costs());
        Route route = new RetryRouter(policy, settings.selectiveRetryEnabled())
                .route(judged.attempt(), arm, verdict, judged.work(), circumstances);
        if (judged.byHand() && route instanceof Route.Retry) {
            route = new Route.Exhausted(
                    verdict.issues(),
                    "EXHAUSTED: the text was handed in by an editor, and no machine rewrites it; the judge found "
                            + RetryRouter.describe(verdict));
        }
        BestAttempt best = BestAttempt.better(judged.best(), attempt(judged, report));
        ChapterEnvelope decided =
                judged.decided(attemptRecord(judged, report, verdict, route), best, arm, policy.reference());
        if (route instanceof Route.Retry retry) {
            RetryOrder order = new RetryOrder(
                    retry.level().name(),
                    retry.scope(),
                    retry.scenes(),
                    retry.level().skip(),
                    retry.issues(),
                    report.revisionInstructions());
            ChapterEnvelope next = decided.nextAttempt(judged.work().erase(retry.erasures()), order);
            RetryPolicy.Escalation escalation = policy.escalation();
            boolean byCount = retry.escalated() && escalation != null && judged.attempt() >= escalation.after();
            return new Decision(
                    route, next, decision(judged, report, verdict, retry, policy, arm, left, now), null, byCount);
        }
        ChapterOutcome outcome =
                route instanceof Route.Exhausted ? exhausted(decided, best, route.explanation(), now) : null;
        return new Decision(route, decided, null, outcome, false);
    }

    /** What an attempt is worth keeping for. */
    static BestAttempt attempt(ChapterEnvelope judged, JudgeReport report) {
        SceneList sceneList = judged.work().sceneList();
        return new BestAttempt(
                judged.attempt(),
                report.scores().mean(),
                report.hardFail().safetyPassed(),
                sceneList == null ? null : sceneList.chapterTitle(),
                judged.work().text());
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
            JudgeReport report,
            Verdict verdict,
            Route.Retry retry,
            RetryPolicy policy,
            Arm arm,
            @Nullable Long left,
            long now) {
        return new RetryDecision(
                judged.id(),
                judged.requestId(),
                judged.run(),
                judged.attempt(),
                Digests.report(report),
                retry.level().name(),
                retry.scope(),
                retry.scenes(),
                retry.issues(),
                verdict.failedGates(),
                retry.escalated(),
                retry.explanation(),
                policy.reference(),
                arm,
                left,
                now);
    }

    private static ChapterOutcome exhausted(
            ChapterEnvelope ended, @Nullable BestAttempt best, String explanation, long now) {
        return outcome(ended, ChapterOutcome.Kind.EXHAUSTED, best, explanation, ended.command(), now);
    }

    /** How a chapter ended that was not accepted: its bible stays as it was. */
    static ChapterOutcome outcome(
            ChapterEnvelope ended,
            ChapterOutcome.Kind kind,
            @Nullable BestAttempt best,
            String explanation,
            @Nullable String commandId,
            long now) {
        return new ChapterOutcome(
                ended.requestId(),
                ended.brief(),
                ended.run(),
                kind,
                best,
                null,
                ended.bible(),
                ended.history(),
                ended.costs(),
                ended.arm(),
                ended.policy(),
                explanation,
                commandId,
                ended.requestedAt(),
                now);
    }
}
