package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a book is to sound.
 *
 * @param pov point of view, such as {@code third_limited}; null when the author leaves it open
 * @param forbiddenWords words or phrases that must not occur in the text
 */
public record Style(List<String> tone, @Nullable String pov, List<String> forbiddenWords) {
    public Style {
        tone = List.copyOf(tone);
        forbiddenWords = List.copyOf(forbiddenWords);
    }
}
