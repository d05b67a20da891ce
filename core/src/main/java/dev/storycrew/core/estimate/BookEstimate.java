package dev.storycrew.core.estimate;

import org.jspecify.annotations.Nullable;

/**
 * What a book will take.
 *
 * @param retriesPerChapter that it is expected to have
 * @param input tokens
 * @param output tokens
 * @param usd in US dollars; null if a model has no known price
 * @param usdOfAChapter of its most expensive chapter; null if a model has no known price
 * @param seconds from the first chapter's start to the last one's end
 */
public record BookEstimate(
        PlannedBook book,
        Range retriesPerChapter,
        Range input,
        Range output,
        @Nullable Range usd,
        @Nullable Range usdOfAChapter,
        Range seconds) {}
