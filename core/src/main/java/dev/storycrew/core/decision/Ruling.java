package dev.storycrew.core.decision;

import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.judge.Verdict;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.RetryPolicy;
import dev.storycrew.core.retry.RetryRouter;
import dev.storycrew.core.retry.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a judged chapter goes. Pure: the router decides with it, and an audit or a what-if decides again with it.
 *
 * @param verdict null when the chapter was stopped before it was judged
 * @param arm null when it was stopped before its first decision
 */
public record Ruling(
        Route route, @Nullable Verdict verdict, @Nullable Arm arm) {
    /**
     * Decides.
     *
     * @param selectiveRetryEnabled false when the router's environment makes every retry a full one
     * @param leftNanoUsd what is left of the budget, in billionths of a US dollar; null when there is none
     */
    public static Ruling on(
            JudgedChapter judged, RetryPolicy policy, boolean selectiveRetryEnabled, @Nullable Long leftNanoUsd) {
        return on(judged, policy, selectiveRetryEnabled, leftNanoUsd, Explanations.VERSION);
    }

    /**
     * Decides by the rules of its time.
     *
     * @param version the {@linkplain Explanations#VERSION version} in the record that holds what was decided
     */
    public static Ruling on(
            JudgedChapter judged,
            RetryPolicy policy,
            boolean selectiveRetryEnabled,
            @Nullable Long leftNanoUsd,
            int version) {
        JudgeReport report = judged.report();
        if (report == null) {
            return stopped(judged);
        }
        RetryPolicy then = policy.asDecidedIn(version);
        Arm arm = judged.arm() == null ? Arm.of(judged.id(), policy.rolloutPercent()) : judged.arm();
        Verdict verdict = then.gates().verdict(report, judged.genre());
        Route route = new RetryRouter(then, selectiveRetryEnabled, version)
                .route(judged.attempt(), arm, verdict, judged.work(), judged.circumstances(leftNanoUsd));
        if (judged.byHand() && route instanceof Route.Retry) {
            route = new Route.Exhausted(verdict.issues(), EndReason.HANDED_IN, Explanations.handedIn(verdict));
        }
        return new Ruling(route, verdict, arm);
    }

    /** A chapter that a stage stopped has ended, whatever the policy. */
    public static Ruling stopped(JudgedChapter judged) {
        String because = Explanations.stopped(judged.attempt(), judged.stopReason());
        return new Ruling(new Route.Exhausted(List.of(), EndReason.STOPPED_BY_STAGE, because), null, judged.arm());
    }
}
