package dev.storycrew.core.cost;

import java.util.Collection;

/**
 * What calls to a model used and cost. Failed calls count.
 *
 * @param calls how many requests were sent, failed ones included
 * @param failedCalls how many of them brought no answer; providers do not report what they charge for these
 * @param inputTokens all input tokens, those read from and written to the provider's cache included
 * @param cachedTokens the input tokens that the provider read from its cache
 * @param cacheWriteTokens the input tokens that the provider charged for writing to its cache
 * @param outputTokens all output tokens, reasoning included
 * @param reasoningTokens the output tokens spent on reasoning
 * @param costNanoUsd billionths of a US dollar, so that sums are exact; 0 when not priced
 * @param priced false when some of it has no known price
 */
public record Usage(
        int calls,
        int failedCalls,
        long inputTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        long costNanoUsd,
        boolean priced) {
    private static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, 0, 0, true);

    public static Usage none() {
        return NONE;
    }

    /** A call that brought no answer. */
    public static Usage failedCall() {
        return new Usage(1, 1, 0, 0, 0, 0, 0, 0, true);
    }

    public Usage plus(Usage other) {
        return new Usage(
                calls + other.calls,
                failedCalls + other.failedCalls,
                inputTokens + other.inputTokens,
                cachedTokens + other.cachedTokens,
                cacheWriteTokens + other.cacheWriteTokens,
                outputTokens + other.outputTokens,
                reasoningTokens + other.reasoningTokens,
                costNanoUsd + other.costNanoUsd,
                priced && other.priced);
    }

    public static Usage sum(Collection<Usage> usages) {
        return usages.stream().reduce(NONE, Usage::plus);
    }

    public long totalTokens() {
        return inputTokens + outputTokens;
    }

    public Money cost() {
        return new Money(costNanoUsd);
    }
}
