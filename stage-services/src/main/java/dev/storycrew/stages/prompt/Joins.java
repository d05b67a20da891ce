package dev.storycrew.stages.prompt;

import dev.storycrew.core.story.Paragraphs;
import dev.storycrew.llm.answer.Fence;
import dev.storycrew.llm.answer.SceneTexts;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;

/** Where changed scenes join on to those that have not changed. */
final class Joins {
    private static final int PARAGRAPHS = 2;
    private static final String LEFT_OUT = "[..]";

    private Joins() {}

    /**
     * The last paragraphs of each unchanged scene before a changed one, and the first of each after one.
     *
     * @param changed scene numbers
     * @param text the chapter's text by scene
     */
    static String around(SortedSet<Integer> changed, SortedMap<Integer, String> text) {
        List<Integer> order = List.copyOf(text.keySet());
        List<String> joins = new ArrayList<>();
        for (int index = 0; index < order.size(); index++) {
            int scene = order.get(index);
            boolean follows = index > 0 && changed.contains(order.get(index - 1));
            boolean precedes = index + 1 < order.size() && changed.contains(order.get(index + 1));
            if (!changed.contains(scene) && (follows || precedes)) {
                joins.add(SceneTexts.marker(scene) + "\n"
                        + join(Paragraphs.of(String.valueOf(text.get(scene))).all(), follows, precedes));
            }
        }
        return String.join("\n\n", joins);
    }

    private static String join(List<String> paragraphs, boolean beginning, boolean end) {
        int shown = (beginning ? PARAGRAPHS : 0) + (end ? PARAGRAPHS : 0);
        List<String> parts = new ArrayList<>();
        if (paragraphs.size() <= shown) {
            paragraphs.forEach(paragraph -> parts.add(Fence.fenced(paragraph)));
            return String.join("\n\n", parts);
        }
        if (beginning) {
            paragraphs.subList(0, PARAGRAPHS).forEach(paragraph -> parts.add(Fence.fenced(paragraph)));
        }
        parts.add(LEFT_OUT);
        if (end) {
            paragraphs
                    .subList(paragraphs.size() - PARAGRAPHS, paragraphs.size())
                    .forEach(paragraph -> parts.add(Fence.fenced(paragraph)));
        }
        return String.join("\n\n", parts);
    }
}
