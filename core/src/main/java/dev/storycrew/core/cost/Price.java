package dev.storycrew.core.cost;

/**
 * What a model's tokens cost.
 *
 * @param inputUsdPerMillion US dollars for a million input tokens
 * @param cachedInputUsdPerMillion US dollars for a million input tokens read from the provider's cache
 * @param outputUsdPerMillion US dollars for a million output tokens
 */
public record Price(double inputUsdPerMillion, double cachedInputUsdPerMillion, double outputUsdPerMillion) {
    private static final double NANO_USD_PER_TOKEN = 1e9 / 1e6;

    /** The cost in billionths of a US dollar, rounded to the nearest. */
    public long costNanoUsd(long inputTokens, long cachedTokens, long outputTokens) {
        double perMillion = (inputTokens - cachedTokens) * inputUsdPerMillion
                + cachedTokens * cachedInputUsdPerMillion
                + outputTokens * outputUsdPerMillion;
        return Math.round(perMillion * NANO_USD_PER_TOKEN);
    }
}
