package dev.storycrew.core.card;

/**
 * Where a record is.
 *
 * @param time of the record in its topic, in milliseconds since the epoch
 */
public record CardPlace(CardSource source, int partition, long offset, long time) {}
