package dev.storycrew.bench.mix;

import dev.storycrew.core.cost.Price;
import dev.storycrew.llm.PriceTable;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.ProviderKind;
import dev.storycrew.llm.provider.ProviderLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A way to pay for tokens.
 *
 * @param name for tables, such as {@code 5 to 1, uncached}
 * @param price of a model of the price table in US dollars, otherwise in input tokens: an input token costs 1
 * @param money true if the price is in US dollars
 */
public record PriceScheme(String name, Price price, PromptCache cache, boolean money) {
    /** The name of the one that the goals are set for. */
    public static final String USUAL = "5 to 1, uncached";

    private static final double PER_MILLION = 1e6;
    private static final double CACHED = 0.1;
    private static final double WRITTEN = 1.25;
    private static final int SHORT = 1_024;
    private static final int LONG = 4_096;

    /** The ratios of the issue with each way to cache, and some models of the price table. */
    public static List<PriceScheme> all() {
        List<PriceScheme> all = new ArrayList<>();
        for (int ratio : List.of(4, 5, 6)) {
            String name = ratio + " to 1, ";
            all.add(new PriceScheme(name + "uncached", Price.of(1, 1, ratio), PromptCache.NONE, false));
            all.add(new PriceScheme(name + "OpenAI's cache", Price.of(1, CACHED, ratio), PromptCache.OPENAI, false));
            all.add(new PriceScheme(
                    name + "Anthropic's cache",
                    new Price(1, CACHED, WRITTEN, ratio),
                    PromptCache.anthropic(SHORT),
                    false));
        }
        all.add(listed(ProviderKind.OPENAI, "gpt-4o-mini", PromptCache.OPENAI));
        all.add(listed(ProviderKind.OPENAI, "gpt-5-mini", PromptCache.OPENAI));
        all.add(listed(ProviderKind.OPENAI, "gpt-5.6-terra", PromptCache.OPENAI));
        all.add(listed(ProviderKind.ANTHROPIC, "claude-sonnet-4-5", PromptCache.anthropic(SHORT)));
        all.add(listed(ProviderKind.ANTHROPIC, "claude-haiku-4-5", PromptCache.anthropic(LONG)));
        return List.copyOf(all);
    }

    private static PriceScheme listed(ProviderKind provider, String model, PromptCache cache) {
        ModelSettings settings = new ModelSettings(
                provider,
                provider.defaultUrl(),
                null,
                Map.of(),
                null,
                model,
                Duration.ofSeconds(1),
                null,
                null,
                null,
                true,
                ProviderLimits.NONE);
        Price price = PriceTable.load(Map.of())
                .find(settings)
                .orElseThrow(() -> new IllegalStateException("the price table no longer has " + model));
        return new PriceScheme(model, price, cache, true);
    }

    /** What calls cost that are billed like this: US dollars for a listed model, otherwise input tokens. */
    public double cost(List<PromptCache.Billed> billed) {
        double millionths = billed.stream()
                .mapToDouble(call ->
                        (call.inputTokens() - call.readTokens() - call.writtenTokens()) * price.inputUsdPerMillion()
                                + call.readTokens() * price.cachedInputUsdPerMillion()
                                + call.writtenTokens() * price.cacheWriteUsdPerMillion()
                                + call.outputTokens() * price.outputUsdPerMillion())
                .sum();
        return money ? millionths / PER_MILLION : millionths;
    }
}
