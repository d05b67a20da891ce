package dev.storycrew.core.check;

import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Scenes;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** Finds headings, counts and remarks in the text that are no story. What may be part of it is left alone. */
final class Remarks {
    private static final int SHOWN = 3;
    private static final int LONGEST_SHOWN = 60;

    private Remarks() {}

    static List<Finding> find(CheckInput input) {
        SortedSet<Integer> scenes = new TreeSet<>();
        List<String> shown = new ArrayList<>();
        input.text().forEach((scene, written) -> {
            StoryText text = StoryText.of(written, input.brief(), input.sceneList());
            List<String> lines = new ArrayList<>(text.takenOut());
            text.doubtful().stream().filter(StoryText::speaksOfTheWork).forEach(lines::add);
            if (!lines.isEmpty()) {
                scenes.add(scene);
                lines.forEach(line -> shown.add("'" + shortened(line) + "'"));
            }
        });
        return scenes.isEmpty()
                ? List.of()
                : List.of(Finding.inScenes(
                        Finding.Kind.REMARK,
                        "Not part of the story in %s: %s."
                                .formatted(
                                        Scenes.named(scenes),
                                        String.join(", ", shown.subList(0, Math.min(SHOWN, shown.size())))),
                        scenes));
    }

    private static String shortened(String line) {
        return line.codePointCount(0, line.length()) <= LONGEST_SHOWN
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_SHOWN)) + "..";
    }
}
