package dev.storycrew.core.cost;

/**
 * What a model's tokens cost, in US dollars for a million tokens.
 *
 * @param inputUsdPerMillion input tokens
 * @param cachedInputUsdPerMillion input tokens read from the provider's cache
 * @param cacheWriteUsdPerMillion input tokens written to the provider's cache, where that is charged
 * @param outputUsdPerMillion output tokens, reasoning included
 */
public record Price(
        double inputUsdPerMillion,
        double cachedInputUsdPerMillion,
        double cacheWriteUsdPerMillion,
        double outputUsdPerMillion) {
    private static final double NANO_USD_PER_TOKEN = Money.NANO_PER_USD / 1e6;

    public Price {
        if (!(inputUsdPerMillion >= 0
                && cachedInputUsdPerMillion >= 0
                && cacheWriteUsdPerMillion >= 0
                && outputUsdPerMillion >= 0)) {
            throw new IllegalArgumentException("a price must not be below 0");
        }
    }

    /** A price with one rate for all input tokens except those read from a cache. */
    public static Price of(double input, double cached, double output) {
        return new Price(input, cached, input, output);
    }

    /**
     * The cost, rounded to the nearest billionth of a US dollar.
     *
     * @param inputTokens all input tokens, including those read from and written to a cache
     */
    public Money cost(long inputTokens, long cachedTokens, long cacheWriteTokens, long outputTokens) {
        double perMillion = (inputTokens - cachedTokens - cacheWriteTokens) * inputUsdPerMillion
                + cachedTokens * cachedInputUsdPerMillion
                + cacheWriteTokens * cacheWriteUsdPerMillion
                + outputTokens * outputUsdPerMillion;
        return new Money(Math.round(perMillion * NANO_USD_PER_TOKEN));
    }
}
