package dev.storycrew.console.api;

import org.jspecify.annotations.Nullable;

/**
 * What somebody must do about a chapter.
 *
 * @param kind EXHAUSTED, DEAD_LETTER, HELD, STUCK or REJECTED
 * @param since in milliseconds since the epoch
 * @param waiting how many chapters of its book wait for it
 */
record Need(
        String kind,
        long since,
        int waiting,
        @Nullable String reason,
        @Nullable String message,
        @Nullable Integer bestAttempt,
        @Nullable Double bestScore,
        @Nullable String deadLetter,
        @Nullable String stage,
        @Nullable String advice) {}
