package dev.storycrew.core.judge;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a chapter.
 *
 * @param type any word; folded to lower case with underscores, so that {@code Clue Fairness} equals {@code
 *     clue_fairness}
 * @param severity how bad it is
 * @param note what is wrong and how to fix it, for the stage that redoes the work; may be empty
 * @param location where, in the judge's words ({@code "scene 2, first paragraph"}); null means the whole chapter
 * @param quote a few words of the text that show it, verbatim; null if there are none
 */
public record Issue(
        String type,
        Severity severity,
        String note,
        @Nullable String location,
        @Nullable String quote) {
    public Issue {
        type = type.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s-]+", "_");
        if (type.isEmpty()) {
            throw new IllegalArgumentException("an issue needs a type");
        }
    }

    /** An issue that quotes nothing. */
    public Issue(String type, Severity severity, String note, @Nullable String location) {
        this(type, severity, note, location, null);
    }
}
