package dev.storycrew.core.cost;

import java.util.List;

/**
 * What a chapter's retries cost, against what as many full retries would have cost. The counterfactual is measured: the
 * chapter's own first pass (plan, write, edit and judge of attempt 0), once for each retry. The bible stage runs once
 * either way and is on neither side.
 *
 * @param retry what the retries cost
 * @param fullRetry what full retries would have cost
 */
public record Savings(Amount retry, Amount fullRetry) {
    private static final double PERCENT = 100;

    /**
     * An amount in both currencies: tokens always, money if every run has a price.
     */
    public record Amount(Money money, long tokens) {
        private static final Amount NONE = new Amount(Money.ZERO, 0);

        Amount plus(Amount other) {
            return new Amount(money.plus(other.money), tokens + other.tokens);
        }

        Amount times(int factor) {
            return new Amount(money.times(factor), tokens * factor);
        }
    }

    /**
     * @param runs all finished stage runs of one run of a chapter
     * @param retries how many retries it had
     */
    public static Savings of(List<StageCost> runs, int retries) {
        Amount retry = Amount.NONE;
        Amount firstPass = Amount.NONE;
        for (StageCost run : runs) {
            Amount amount = new Amount(run.usage().cost(), run.usage().totalTokens());
            if (run.stage().followsAcceptance()) {
                continue;
            }
            if (run.attempt() == 0) {
                firstPass = firstPass.plus(amount);
            } else {
                retry = retry.plus(amount);
            }
        }
        return new Savings(retry, firstPass.times(retries));
    }

    /** Both sides added up, as for a whole book. */
    public Savings plus(Savings other) {
        return new Savings(retry.plus(other.retry), fullRetry.plus(other.fullRetry));
    }

    /**
     * The share saved, in per cent; 0 without a retry, negative if the retries cost more.
     *
     * @param byTokens true to compare tokens, for models without a known price
     */
    public double savedPercent(boolean byTokens) {
        long actual = byTokens ? retry.tokens() : retry.money().nanoUsd();
        long counterfactual = byTokens ? fullRetry.tokens() : fullRetry.money().nanoUsd();
        return counterfactual == 0 ? 0 : PERCENT * (counterfactual - actual) / counterfactual;
    }
}
