package dev.storycrew.core.canon;

import org.jspecify.annotations.Nullable;

/**
 * How an entry ended: a clue was resolved, anything else was withdrawn.
 *
 * @param chapter the one that ended it; 0 if that is not known
 * @param because why it was withdrawn; null for a clue, and if no reason was given
 */
public record EntryEnd(int chapter, @Nullable String because) {}
