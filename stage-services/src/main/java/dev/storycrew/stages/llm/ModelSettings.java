package dev.storycrew.stages.llm;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which model a stage asks.
 *
 * @param provider {@code openai} for every server that speaks OpenAI's protocol
 * @param baseUrl such as {@code http://127.0.0.1:11434/v1}, without a trailing slash
 * @param apiKey null for servers that want none; never shown
 * @param timeout for a whole call, the answer's last byte included
 * @param temperature null for the provider's default
 * @param maxTokens null for the provider's default
 */
public record ModelSettings(
        String provider,
        String baseUrl,
        @Nullable String apiKey,
        String model,
        Duration timeout,
        @Nullable Double temperature,
        @Nullable Integer maxTokens) {
    public static final String OPENAI = "openai";
    public static final String REHEARSAL = "rehearsal";

    public ModelSettings {
        while (baseUrl.endsWith("/")) {
            baseUrl = baseUrl.substring(0, baseUrl.length() - 1);
        }
    }

    @Override
    public String toString() {
        return provider + ":" + model + (baseUrl.isEmpty() ? "" : " at " + baseUrl);
    }
}
