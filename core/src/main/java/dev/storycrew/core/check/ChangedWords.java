package dev.storycrew.core.check;

import dev.storycrew.core.story.Paragraphs;
import java.util.ArrayList;
import java.util.List;

/** How much of a text has changed. */
public final class ChangedWords {
    private ChangedWords() {}

    /** The words of all paragraphs that only one of two texts has; of what was replaced, the longer one's. */
    public static int count(String before, String after) {
        return Math.max(words(after, before), words(before, after));
    }

    private static int words(String of, String besides) {
        List<String> known = new ArrayList<>(Paragraphs.of(besides).all());
        return Paragraphs.of(of).all().stream()
                .filter(paragraph -> !known.remove(paragraph))
                .mapToInt(TextMetrics::words)
                .sum();
    }
}
