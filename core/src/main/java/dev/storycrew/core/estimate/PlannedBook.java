package dev.storycrew.core.estimate;

import dev.storycrew.core.story.Stage;
import java.util.Map;

/**
 * A book that is to be made.
 *
 * @param chapters how many
 * @param words of each
 * @param countsCharacters true for a language in which each character counts as a word
 * @param systemTokens of the system message of each stage in its first chapter
 */
public record PlannedBook(
        String id, int chapters, int words, boolean countsCharacters, Map<Stage, Double> systemTokens) {
    public PlannedBook {
        systemTokens = Map.copyOf(systemTokens);
        if (chapters < 1 || words < 1) {
            throw new IllegalArgumentException("a book needs chapters and words");
        }
    }
}
