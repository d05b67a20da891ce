package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a book is to sound.
 *
 * @param pov point of view, such as {@code third_limited}; null when the author leaves it open
 * @param forbiddenWords words or phrases that must not occur in the text
 * @param povCharacter through whose eyes it is told; null when the author leaves it open
 * @param tense such as {@code past}, or null
 * @param person grammatical, such as {@code first}, or null
 * @param samples passages in the voice that the book is to have
 */
public record Style(
        List<String> tone,
        @Nullable String pov,
        List<String> forbiddenWords,
        @Nullable String povCharacter,
        @Nullable String tense,
        @Nullable String person,
        List<String> samples) {
    public Style {
        tone = List.copyOf(tone);
        forbiddenWords = List.copyOf(forbiddenWords);
        samples = List.copyOf(samples);
    }

    /** One that leaves the narrator open. */
    public Style(List<String> tone, @Nullable String pov, List<String> forbiddenWords) {
        this(tone, pov, forbiddenWords, null, null, null, List.of());
    }
}
