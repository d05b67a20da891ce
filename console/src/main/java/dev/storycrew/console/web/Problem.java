package dev.storycrew.console.web;

import org.jspecify.annotations.Nullable;

/**
 * What went wrong.
 *
 * @param error one sentence
 * @param todo what to do about it; null if nothing is to be done
 * @param field which field is wrong; null if none is
 * @param line in which line of a file; null if in none
 */
public record Problem(
        String error,
        @Nullable String todo,
        @Nullable String field,
        @Nullable Integer line) {
    public static Problem of(String error) {
        return new Problem(error, null, null, null);
    }
}
