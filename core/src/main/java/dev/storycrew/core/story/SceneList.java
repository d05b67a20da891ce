package dev.storycrew.core.story;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A chapter's plan: its scenes, in ascending order of their numbers.
 *
 * @param chapterTitle the planner's title, or null
 * @param chapterGoal what the chapter must achieve, or null
 */
public record SceneList(
        @Nullable String chapterTitle, @Nullable String chapterGoal, List<ScenePlan> scenes) {
    public SceneList {
        List<ScenePlan> sorted = new ArrayList<>(scenes);
        sorted.sort(Comparator.comparingInt(ScenePlan::number));
        scenes = List.copyOf(sorted);
        if (scenes.isEmpty()) {
            throw new IllegalArgumentException("a scene list needs at least one scene");
        }
        for (int index = 1; index < scenes.size(); index++) {
            if (scenes.get(index).number() == scenes.get(index - 1).number()) {
                throw new IllegalArgumentException("scene " + scenes.get(index).number() + " is listed twice");
            }
        }
    }

    /** The scene numbers, ascending. */
    public SortedSet<Integer> numbers() {
        SortedSet<Integer> numbers = new TreeSet<>();
        scenes.forEach(scene -> numbers.add(scene.number()));
        return Collections.unmodifiableSortedSet(numbers);
    }

    /**
     * The same scenes with word targets that add up exactly to the chapter's, in the planner's proportions. Scenes
     * without a target count as average.
     */
    public SceneList scaledTo(int chapterWords) {
        double[] weights = weights();
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        List<ScenePlan> scaled = new ArrayList<>();
        double upToHere = 0;
        int given = 0;
        for (int index = 0; index < weights.length; index++) {
            upToHere += weights[index];
            int boundary = (int) Math.round(chapterWords * upToHere / total);
            scaled.add(scenes.get(index).withTargetWords(boundary - given));
            given = boundary;
        }
        return new SceneList(chapterTitle, chapterGoal, scaled);
    }

    /**
     * The scenes that came back the same when a chapter was planned again: by their number here, the one they had.
     * Numbers may differ. If the whole list came back as it was, none counts as the same, since the plan failed.
     *
     * @param before the list as the planner was shown it; this one is its answer, not scaled yet
     */
    public SortedMap<Integer, Integer> unchangedFrom(SceneList before) {
        List<ScenePlan> left = new ArrayList<>(before.scenes);
        SortedMap<Integer, Integer> same = new TreeMap<>();
        for (ScenePlan scene : scenes) {
            left.stream().filter(scene::isSameAs).findFirst().ifPresent(was -> {
                left.remove(was);
                same.put(scene.number(), was.number());
            });
        }
        boolean asItWas = left.isEmpty() && List.copyOf(same.values()).equals(List.copyOf(same.keySet()));
        return asItWas && same.size() == scenes.size() ? new TreeMap<>() : same;
    }

    /**
     * The list with each entry in full of which no more than its purpose was handed back, in the words of an earlier list: that
     * is how a planner says that nothing of it changes.
     *
     * @param before the list as the planner was shown it
     */
    public SceneList filledUpFrom(SceneList before) {
        return new SceneList(
                chapterTitle,
                chapterGoal,
                scenes.stream()
                        .map(scene -> before.scenes.stream()
                                .filter(scene::isShortFor)
                                .min(Comparator.comparing(was -> was.number() != scene.number()))
                                .map(was -> was.withNumber(scene.number()))
                                .orElse(scene))
                        .toList());
    }

    private double[] weights() {
        double average = scenes.stream()
                .mapToInt(ScenePlan::targetWords)
                .filter(words -> words > 0)
                .average()
                .orElse(1);
        return scenes.stream()
                .mapToDouble(scene -> scene.targetWords() > 0 ? scene.targetWords() : average)
                .toArray();
    }
}
