package dev.storycrew.core.card;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Usage;

/**
 * What a chapter used, over all its runs and the bible stage; failed calls count.
 *
 * @param inputTokens those read from a cache included
 * @param costNanoUsd in billionths of a US dollar; lacks what has no known price
 * @param priced false when some of it has no known price
 * @param notional true when some of the prices are notional, as the rehearsal model's are
 */
public record Spent(
        long inputTokens, long cachedTokens, long outputTokens, long costNanoUsd, boolean priced, boolean notional) {
    static final Spent NOTHING = new Spent(0, 0, 0, 0, true, false);

    Spent plus(Usage usage, boolean notionalPrice) {
        return new Spent(
                inputTokens + usage.inputTokens(),
                cachedTokens + usage.cachedTokens(),
                outputTokens + usage.outputTokens(),
                costNanoUsd + usage.costNanoUsd(),
                priced && usage.priced(),
                notional || notionalPrice);
    }

    /** The cost. */
    public Money cost() {
        return new Money(costNanoUsd);
    }
}
