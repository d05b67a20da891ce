package dev.storycrew.core.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is left of a work after erasing.
 *
 * @param plan true when the scene list is left
 * @param scenes the scenes of the plan, grouped by the last part each still has: under {@link Part#first()} those with
 *     nothing but their entry in the scene list, under {@link Part#last()} those with everything. Parts that are no
 *     scene's last are not keys; empty without a plan
 */
public record Kept(boolean plan, SortedMap<Part, SortedSet<Integer>> scenes) {
    public Kept {
        SortedMap<Part, SortedSet<Integer>> copy = new TreeMap<>();
        scenes.forEach((part, numbers) -> copy.put(part, Collections.unmodifiableSortedSet(new TreeSet<>(numbers))));
        scenes = Collections.unmodifiableSortedMap(copy);
    }

    /** What a work has. */
    public static Kept of(ChapterWork work) {
        SortedMap<Part, SortedSet<Integer>> scenes = new TreeMap<>();
        SceneList planned = work.sceneList();
        if (planned != null) {
            for (int scene : planned.numbers()) {
                scenes.computeIfAbsent(lastPart(work, scene), part -> new TreeSet<>())
                        .add(scene);
            }
        }
        return new Kept(planned != null, scenes);
    }

    private static Part lastPart(ChapterWork work, int scene) {
        return Part.texts().stream()
                .filter(part -> work.texts(part).containsKey(scene))
                .reduce(Part.first(), (before, later) -> later);
    }

    /** For people: {@code the scene list, the draft of scene 1, and all of scene 2}; {@code nothing}. */
    public String describe() {
        if (!plan) {
            return "nothing";
        }
        List<String> kept = new ArrayList<>(List.of("the scene list"));
        for (Map.Entry<Part, SortedSet<Integer>> each : scenes.entrySet()) {
            Part part = each.getKey();
            boolean all = scenes.size() == 1;
            if (part == Part.last()) {
                if (all) {
                    return "everything";
                }
                kept.add("all of " + Scenes.named(each.getValue()));
            } else if (part.isText()) {
                String texts = texts(part, each.getValue().size() == 1);
                kept.add(all ? texts : texts + " of " + Scenes.named(each.getValue()));
            }
        }
        return kept.size() < 3
                ? String.join(" and ", kept)
                : String.join(", ", kept.subList(0, kept.size() - 1)) + ", and " + kept.get(kept.size() - 1);
    }

    /** {@code the drafts}; with more parts before it {@code the drafts and revisions}. */
    private static String texts(Part upTo, boolean ofOneScene) {
        return Part.texts().stream()
                .filter(part -> part.compareTo(upTo) <= 0)
                .map(part -> ofOneScene ? part.label() : part.plural())
                .collect(Collectors.joining(" and ", "the ", ""));
    }
}
