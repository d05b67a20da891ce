package dev.storycrew.core.cost;

/**
 * What retries cost, against what full retries would have cost in their place.
 *
 * @param retry what the retries cost, whatever became of them
 * @param fullRetry what a full retry would have cost for each of them that was judged
 */
public record Savings(Amount retry, Amount fullRetry) {
    private static final double PERCENT = 100;
    private static final Savings NONE = new Savings(Amount.NONE, Amount.NONE);

    /**
     * An amount in both currencies: tokens always, money if every run has a price.
     */
    public record Amount(Money money, long tokens) {
        private static final Amount NONE = new Amount(Money.ZERO, 0);

        static Amount of(Usage usage) {
            return new Amount(usage.cost(), usage.totalTokens());
        }

        Amount plus(Amount other) {
            return new Amount(money.plus(other.money), tokens + other.tokens);
        }

        Amount times(int factor) {
            return new Amount(money.times(factor), tokens * factor);
        }
    }

    /** No retry. */
    public static Savings none() {
        return NONE;
    }

    /**
     * Of one run of a chapter.
     *
     * @param retries all that its retries used
     * @param judged how many of them were judged
     * @param fullRetry what one full retry would have used
     */
    public static Savings of(Usage retries, int judged, Usage fullRetry) {
        return new Savings(Amount.of(retries), Amount.of(fullRetry).times(judged));
    }

    /** True if a retry was judged, so that there is something to compare. */
    public boolean comparable() {
        return fullRetry.tokens() > 0;
    }

    /** Both sides added up, as for a whole book. */
    public Savings plus(Savings other) {
        return new Savings(retry.plus(other.retry), fullRetry.plus(other.fullRetry));
    }

    /**
     * The share saved, in per cent; 0 where no retry was judged, negative if the retries cost more.
     *
     * @param byTokens true to compare tokens, for models without a known price
     */
    public double savedPercent(boolean byTokens) {
        long actual = byTokens ? retry.tokens() : retry.money().nanoUsd();
        long counterfactual = byTokens ? fullRetry.tokens() : fullRetry.money().nanoUsd();
        return counterfactual == 0 ? 0 : PERCENT * (counterfactual - actual) / counterfactual;
    }
}
