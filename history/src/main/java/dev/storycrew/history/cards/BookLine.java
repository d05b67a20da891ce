package dev.storycrew.history.cards;

/**
 * A book among others.
 *
 * @param needy how many of its chapters need a person
 * @param changedAt the time of the last record of it or of one of its chapters, in milliseconds since the epoch
 */
public record BookLine(String book, CardCounts counts, int needy, long changedAt) {}
