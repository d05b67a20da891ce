package dev.storycrew.stages.llm;

import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.cost.Usage;
import org.jspecify.annotations.Nullable;

/**
 * Turns the tokens that a provider reports into money.
 *
 * @param price null when the model has no known price: its tokens are counted, its cost is not, and that is said
 * @param notional true when the price is made up, as the rehearsal model's is
 */
public record Billing(@Nullable Price price, boolean notional) {
    /** What the rehearsal model would cost if it were one: the order of magnitude of a small paid model. */
    public static final Billing REHEARSAL = new Billing(new Price(0.5, 0.05, 1.5), true);

    /** The usage of one answered call. */
    Usage usage(@Nullable TokenUsage reported) {
        if (reported == null) {
            return new Usage(1, 0, 0, 0, 0, 0, false);
        }
        long input = count(reported.inputTokenCount());
        long output = count(reported.outputTokenCount());
        long cached = 0;
        long reasoning = 0;
        if (reported instanceof OpenAiTokenUsage openAi) {
            cached = openAi.inputTokensDetails() == null
                    ? 0
                    : count(openAi.inputTokensDetails().cachedTokens());
            reasoning = openAi.outputTokensDetails() == null
                    ? 0
                    : count(openAi.outputTokensDetails().reasoningTokens());
        }
        long cost = price == null ? 0 : price.costNanoUsd(input, cached, output);
        return new Usage(1, input, cached, output, reasoning, cost, price != null);
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }
}
