package dev.storycrew.core.decision;

import dev.storycrew.core.cost.Budget;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.retry.RetryPolicy;
import org.jspecify.annotations.Nullable;

/**
 * The rules the router decides by at one moment.
 *
 * @param policy the active one
 * @param selectiveRetryEnabled false when the environment makes every retry a full one
 * @param budget what chapters and books may cost
 */
public record DecisionRules(RetryPolicy policy, boolean selectiveRetryEnabled, Budget budget) {
    /** What is left for a chapter, in billionths of a US dollar; null when there is no cap. */
    @Nullable
    Long leftNanoUsd(ChapterEnvelope chapter) {
        return budget.leftNanoUsd(chapter.spent(), chapter.bookSpent());
    }
}
