package dev.storycrew.core.cost;

import org.jspecify.annotations.Nullable;

/**
 * What a stage run's answer used as if it had come the first time it was asked for: the request once, without re-asks
 * and failed calls. A retry of that stage would send the same system message again.
 *
 * @param usage of the request and its answer; {@link Usage#none()} when no answer was taken
 * @param systemTokens about how many of the input tokens are the system message and the answer's schema, which are the
 *     same on each attempt; 0 if not known
 * @param price what the tokens cost; null if not known
 */
public record AnswerUsage(
        Usage usage, long systemTokens, @Nullable Price price) {
    private static final AnswerUsage NONE = new AnswerUsage(Usage.none(), 0, null);

    /** Of a run whose answer was not taken. */
    public static AnswerUsage none() {
        return NONE;
    }

    /** About what one of a run's answers used, where only their sum is known. */
    public static AnswerUsage meanOf(Usage run) {
        int answered = run.calls() - run.failedCalls();
        if (answered <= 0) {
            return NONE;
        }
        Usage one = new Usage(
                1,
                0,
                run.inputTokens() / answered,
                run.cachedTokens() / answered,
                run.cacheWriteTokens() / answered,
                run.outputTokens() / answered,
                run.reasoningTokens() / answered,
                run.costNanoUsd() / answered,
                run.priced());
        return new AnswerUsage(one, 0, null);
    }

    /** Two answers of one run, both of which it needed. */
    public AnswerUsage plus(AnswerUsage other) {
        return new AnswerUsage(
                usage.plus(other.usage), systemTokens + other.systemTokens, price == null ? other.price : price);
    }

    /** True if an answer was taken. */
    public boolean taken() {
        return usage.calls() > 0;
    }

    /**
     * The same call with more of its input read from the provider's cache. It never costs more than the call did; without
     * a price it costs the same.
     *
     * @param cachedTokens how much of the input the cache holds; what the call did read from it stays read
     */
    public Usage withCached(long cachedTokens) {
        long cached = Math.max(usage.cachedTokens(), Math.min(cachedTokens, usage.inputTokens()));
        long written = Math.max(0, usage.cacheWriteTokens() - (cached - usage.cachedTokens()));
        Money cost =
                price == null ? usage.cost() : price.cost(usage.inputTokens(), cached, written, usage.outputTokens());
        return new Usage(
                usage.calls(),
                usage.failedCalls(),
                usage.inputTokens(),
                cached,
                written,
                usage.outputTokens(),
                usage.reasoningTokens(),
                Math.min(cost.nanoUsd(), usage.costNanoUsd()),
                usage.priced());
    }
}
