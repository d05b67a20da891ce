package dev.storycrew.core.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What happened to each part of each scene between two states of a chapter's work. It contains only numbers, never
 * text, and can be shown to anybody.
 *
 * @param kept scenes whose part is unchanged, by part
 * @param erased scenes whose part is gone or different, by part
 * @param made scenes whose part is new or different, by part
 */
public record WorkChange(
        Map<Part, SortedSet<Integer>> kept, Map<Part, SortedSet<Integer>> erased, Map<Part, SortedSet<Integer>> made) {
    public WorkChange {
        kept = Collections.unmodifiableMap(new EnumMap<>(kept));
        erased = Collections.unmodifiableMap(new EnumMap<>(erased));
        made = Collections.unmodifiableMap(new EnumMap<>(made));
    }

    /** Compares two states of one chapter's work. */
    public static WorkChange between(ChapterWork before, ChapterWork after) {
        Map<Part, SortedSet<Integer>> kept = new EnumMap<>(Part.class);
        Map<Part, SortedSet<Integer>> erased = new EnumMap<>(Part.class);
        Map<Part, SortedSet<Integer>> made = new EnumMap<>(Part.class);
        for (Part part : Part.values()) {
            SortedMap<Integer, ?> was = contents(before, part);
            SortedMap<Integer, ?> is = contents(after, part);
            SortedSet<Integer> same = new TreeSet<>(was.keySet());
            same.removeIf(scene -> !Objects.equals(was.get(scene), is.get(scene)));
            kept.put(part, same);
            erased.put(part, without(was.keySet(), same));
            made.put(part, without(is.keySet(), same));
        }
        return new WorkChange(kept, erased, made);
    }

    /**
     * Scene by scene: {@code scene 1: plan kept, draft kept, revision erased; ..}; {@code nothing} where there was
     * nothing.
     */
    public String describe() {
        SortedMap<Integer, List<String>> byScene = new TreeMap<>();
        for (Part part : Part.values()) {
            scenes(kept, part).forEach(scene -> add(byScene, scene, part.label() + " kept"));
            scenes(erased, part).forEach(scene -> add(byScene, scene, part.label() + " erased"));
        }
        List<String> scenes = new ArrayList<>();
        byScene.forEach((scene, parts) -> scenes.add("scene " + scene + ": " + String.join(", ", parts)));
        return scenes.isEmpty() ? "nothing" : String.join("; ", scenes);
    }

    /** The scenes that one of the three maps has for a part, ascending. */
    public static SortedSet<Integer> scenes(Map<Part, SortedSet<Integer>> of, Part part) {
        @Nullable SortedSet<Integer> scenes = of.get(part);
        return scenes == null ? new TreeSet<>() : scenes;
    }

    private static SortedMap<Integer, ?> contents(ChapterWork work, Part part) {
        return part.isText() ? work.texts(part) : plans(work.sceneList());
    }

    private static SortedMap<Integer, ScenePlan> plans(@Nullable SceneList list) {
        SortedMap<Integer, ScenePlan> plans = new TreeMap<>();
        if (list != null) {
            list.scenes().forEach(scene -> plans.put(scene.number(), scene));
        }
        return plans;
    }

    private static SortedSet<Integer> without(java.util.Set<Integer> all, SortedSet<Integer> some) {
        SortedSet<Integer> rest = new TreeSet<>(all);
        rest.removeAll(some);
        return rest;
    }

    private static void add(SortedMap<Integer, List<String>> byScene, int scene, String what) {
        byScene.computeIfAbsent(scene, key -> new ArrayList<>()).add(what);
    }
}
