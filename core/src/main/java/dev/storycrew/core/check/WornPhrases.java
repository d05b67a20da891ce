package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Phrases that language models wear out.
 *
 * @param byLanguage the phrases of each language, by its tag without a region
 */
public record WornPhrases(Map<String, List<String>> byLanguage) {
    private static final int SHOWN = 8;

    public WornPhrases {
        byLanguage = Map.copyOf(byLanguage);
    }

    public static WornPhrases none() {
        return new WornPhrases(Map.of());
    }

    /** @param folded each scene's text as {@link ForbiddenWord#folded} leaves it */
    List<Finding> find(CheckInput input, SortedMap<Integer, String> folded) {
        List<String> phrases =
                byLanguage.getOrDefault(BookLanguage.of(input.brief().book().language()), List.of());
        if (phrases.isEmpty()) {
            return List.of();
        }
        SortedSet<Integer> scenes = new TreeSet<>();
        List<String> found = new ArrayList<>();
        for (String phrase : phrases) {
            ForbiddenWord words = ForbiddenWord.of(phrase);
            int times = 0;
            for (Map.Entry<Integer, String> scene : folded.entrySet()) {
                int here = words.occurrencesIn(scene.getValue());
                times += here;
                if (here > 0) {
                    scenes.add(scene.getKey());
                }
            }
            if (times > 0) {
                found.add("'" + phrase + "' (" + times + ")");
            }
        }
        return found.isEmpty()
                ? List.of()
                : List.of(Finding.inScenes(
                        Finding.Kind.WORN_PHRASE,
                        "Worn phrases: " + String.join(", ", found.subList(0, Math.min(SHOWN, found.size()))) + ".",
                        scenes));
    }
}
