package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds runs of words that occur twice in a chapter, word for word. */
final class Repetition {
    /** A run this long is no coincidence. */
    static final int LENGTH = 12;

    private static final int SHOWN = 3;

    private Repetition() {}

    /** @param words of each scene */
    static List<Finding> find(SortedMap<Integer, List<String>> words) {
        Map<List<String>, Integer> firstScene = new HashMap<>();
        SortedSet<Integer> scenes = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        for (Map.Entry<Integer, List<String>> scene : words.entrySet()) {
            List<String> tokens = scene.getValue();
            int reportedUpTo = 0;
            for (int start = 0; start + LENGTH <= tokens.size(); start++) {
                List<String> run = List.copyOf(tokens.subList(start, start + LENGTH));
                if (firstScene.putIfAbsent(run, scene.getKey()) != null) {
                    scenes.add(scene.getKey());
                    if (start >= reportedUpTo && shown.size() < SHOWN) {
                        shown.add(
                                "'" + String.join(" ", run) + "' (" + where(firstScene.get(run), scene.getKey()) + ")");
                    }
                    reportedUpTo = start + LENGTH;
                }
            }
        }
        return scenes.isEmpty()
                ? List.of()
                : List.of(Finding.inScenes(
                        Finding.Kind.REPETITION,
                        String.format(
                                Locale.ROOT,
                                "Runs of %d words or more are repeated word for word: %s.",
                                LENGTH,
                                String.join("; ", shown)),
                        scenes));
    }

    private static String where(int first, int again) {
        return first == again ? "twice in scene " + again : "scenes " + first + " and " + again;
    }
}
