package dev.storycrew.fakeprovider;

import org.jspecify.annotations.Nullable;

/**
 * A line of the ledger.
 *
 * @param fault null when the request was answered as it should be
 * @param inputTokens reported, all of them; 0 when nothing was reported
 * @param cachedTokens reported as read from the cache
 * @param cacheWriteTokens reported as written to the cache
 * @param outputTokens reported, reasoning included
 * @param reasoningTokens reported
 * @param inFlight how many calls the server had at the same time, this one included
 * @param atNanos when it came, as {@link System#nanoTime()}
 */
public record FakeCall(
        FakeRequest request,
        @Nullable Fault fault,
        long inputTokens,
        long cachedTokens,
        long cacheWriteTokens,
        long outputTokens,
        long reasoningTokens,
        int inFlight,
        long atNanos) {}
