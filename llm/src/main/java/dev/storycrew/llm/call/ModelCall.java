package dev.storycrew.llm.call;

import dev.storycrew.core.cost.Usage;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that was sent to a model.
 *
 * @param provider the kind of provider, such as {@code openai}
 * @param model the name of the model
 * @param took from sending the request to its answer or failure
 * @param usage as it is billed; of a failed call nothing is known
 * @param finished why the answer ended there, such as {@code stop}; null when the provider does not say, or failed
 * @param error the kind of failure, such as {@code rate_limited}; null when it was answered
 * @param tried how many times the same question was asked of this model before and failed
 * @param reAsk true when its first answer was broken and it is asked for another
 */
public record ModelCall(
        String provider,
        String model,
        Duration took,
        Usage usage,
        @Nullable String finished,
        @Nullable String error,
        int tried,
        boolean reAsk) {}
