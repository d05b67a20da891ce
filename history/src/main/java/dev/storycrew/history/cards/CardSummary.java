package dev.storycrew.history.cards;

/**
 * What a query is about, all its pages together.
 *
 * @param books how many books its chapters are of
 * @param needy how many of them need a person
 */
public record CardSummary(CardCounts counts, int books, int needy) {}
