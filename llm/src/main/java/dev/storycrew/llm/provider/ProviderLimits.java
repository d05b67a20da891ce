package dev.storycrew.llm.provider;

import org.jspecify.annotations.Nullable;

/**
 * What a provider allows an account; all lanes of a process share it.
 *
 * @param requestsPerMinute in any sixty seconds; null for no limit
 * @param tokensPerMinute input and output together, in any sixty seconds; null for no limit
 * @param concurrentCalls at a time; null for no limit
 */
public record ProviderLimits(
        @Nullable Integer requestsPerMinute,
        @Nullable Integer tokensPerMinute,
        @Nullable Integer concurrentCalls) {
    public static final ProviderLimits NONE = new ProviderLimits(null, null, null);
}
