package dev.storycrew.llm.provider;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which model is asked, and how.
 *
 * @param baseUrl such as {@code http://127.0.0.1:11434/v1}, without a trailing slash; empty for the rehearsal model
 * @param apiKey null for servers that need none
 * @param headers sent with each request, such as an organization's; their values may be secret
 * @param proxy the HTTP proxy, or null
 * @param timeout for a whole call, up to the answer's last byte
 * @param temperature null for the provider's default
 * @param maxTokens the most output tokens; null for the provider's default
 * @param reasoningEffort {@code none}, {@code minimal}, {@code low}, {@code medium} or {@code high}; null for the
 *     provider's default
 * @param jsonSchema false for servers that do not accept a JSON schema; they get only the instruction
 * @param limits of the provider, according to its contract
 */
public record ModelSettings(
        ProviderKind provider,
        String baseUrl,
        @Nullable Secret apiKey,
        Map<String, Secret> headers,
        @Nullable URI proxy,
        String model,
        Duration timeout,
        @Nullable Double temperature,
        @Nullable Integer maxTokens,
        @Nullable String reasoningEffort,
        boolean jsonSchema,
        ProviderLimits limits) {

    public ModelSettings {
        while (baseUrl.endsWith("/")) {
            baseUrl = baseUrl.substring(0, baseUrl.length() - 1);
        }
        headers = Map.copyOf(headers);
    }

    /** The rehearsal model. */
    public static ModelSettings rehearsal(ProviderLimits limits) {
        return new ModelSettings(
                ProviderKind.REHEARSAL,
                "",
                null,
                Map.of(),
                null,
                ProviderKind.REHEARSAL.label(),
                Duration.ofSeconds(120),
                null,
                null,
                null,
                false,
                limits);
    }

    /**
     * The name of the provider for people and records, such as {@code openai at api.openai.com}; contains no secret.
     */
    public String providerName() {
        return baseUrl.isEmpty()
                ? provider.label()
                : provider.label() + " at " + URI.create(baseUrl).getAuthority();
    }

    /** True if both use the same account, and so share its limits and its health. */
    public boolean sharesAccountWith(ModelSettings other) {
        return account().equals(other.account());
    }

    /** Whose account pays. */
    public Account account() {
        return new Account(provider, baseUrl, apiKey);
    }

    /** What identifies an account. */
    public record Account(
            ProviderKind provider, String baseUrl, @Nullable Secret apiKey) {}

    /** The headers in the clear, for the request alone. */
    Map<String, String> plainHeaders() {
        return headers.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, header -> header.getValue().value(), (one, two) -> one, LinkedHashMap::new));
    }

    @Override
    public String toString() {
        return model + " of " + providerName();
    }
}
