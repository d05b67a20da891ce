package dev.storycrew.core.card;

/** The topics that cards are made from. */
public enum CardSource {
    REQUESTS,
    STAGE_RUNS,
    RETRY_DECISIONS,
    CHAPTERS,
    DEAD_LETTERS,
    COMMAND_RESULTS
}
