package dev.storycrew.llm;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Price;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.llm.provider.OpenAiUsage;
import org.jspecify.annotations.Nullable;

/**
 * Turns the tokens that a provider reports into money.
 *
 * @param price null if the model has no known price: its tokens are counted but not its cost, and reports say so
 * @param notional true when the price is made up, as the rehearsal model's is
 */
public record Billing(@Nullable Price price, boolean notional) {
    /** What the rehearsal model would cost if it were real: the order of magnitude of a small paid model. */
    public static final Billing REHEARSAL = new Billing(Price.of(0.5, 0.05, 1.5), true);

    /** The usage of one answered call. */
    Usage usage(@Nullable TokenUsage reported) {
        if (reported == null) {
            return new Usage(1, 0, 0, 0, 0, 0, 0, 0, false);
        }
        Counts counts = counts(reported);
        return usage(counts.input, counts.cacheRead, counts.cacheWrite, counts.output, counts.reasoning, true);
    }

    /**
     * The usage of one answered call.
     *
     * @param reported false if the provider did not report all of it, so that its cost is not known
     */
    Usage usage(long input, long cacheRead, long cacheWrite, long output, long reasoning, boolean reported) {
        boolean known = price != null && reported;
        Money cost = price == null || !reported ? Money.ZERO : price.cost(input, cacheRead, cacheWrite, output);
        return new Usage(1, 0, input, cacheRead, cacheWrite, output, reasoning, cost.nanoUsd(), known);
    }

    /** About what a call will cost; nothing without a price. */
    Money estimate(long inputTokens, long outputTokens) {
        return price == null ? Money.ZERO : price.cost(inputTokens, 0, 0, outputTokens);
    }

    private record Counts(long input, long cacheRead, long cacheWrite, long output, long reasoning) {}

    /** Providers count differently: all input or only what no cache held, all output or only what is shown. */
    private static Counts counts(TokenUsage reported) {
        long input = count(reported.inputTokenCount());
        long output = count(reported.outputTokenCount());
        if (reported instanceof OpenAiUsage openAi) {
            return new Counts(input, openAi.cached(), openAi.cacheWrite(), output, openAi.reasoning());
        }
        if (reported instanceof AnthropicTokenUsage anthropic) {
            long read = count(anthropic.cacheReadInputTokens());
            long written = count(anthropic.cacheCreationInputTokens());
            return new Counts(input + read + written, read, written, output, 0);
        }
        if (reported instanceof GoogleAiGeminiTokenUsage gemini) {
            long thoughts = count(gemini.thoughtsTokenCount());
            return new Counts(input, count(gemini.cachedContentTokenCount()), 0, output + thoughts, thoughts);
        }
        return new Counts(input, 0, 0, output, 0);
    }

    private static long count(@Nullable Integer tokens) {
        return tokens == null ? 0 : tokens;
    }
}
