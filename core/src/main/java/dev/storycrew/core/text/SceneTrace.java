package dev.storycrew.core.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a book remembers of a scene whose text it does not carry: enough to notice that a later chapter says the same again.
 *
 * @param every the distance, in words, of the runs that are remembered: 1 for all of them
 * @param runs hashes of runs of words, in the text's order
 * @param likeness the smallest hashes of its short runs, ascending: two scenes that are alike share many of them
 * @param ending how the chapter ends, in a word; empty but in a chapter's last scene
 */
public record SceneTrace(int chapter, int scene, int every, Marks runs, Marks likeness, String ending) {
    /** The bounds of a book's memory: about 60 KB, however long the book is. */
    static final int MOST_RUNS = 6_000;

    static final int MOST_LIKENESSES = 100;
    static final int MOST_SCENES = 1_000;

    private static final Comparator<SceneTrace> IN_ORDER =
            Comparator.comparingInt(SceneTrace::chapter).thenComparingInt(SceneTrace::scene);

    /**
     * The memory of a book after a chapter, which replaces what was remembered of it before. Within its bounds it is exact;
     * beyond them older scenes fade: fewer of their runs are kept, then no likeness, and at last nothing.
     */
    public static List<SceneTrace> remembered(List<SceneTrace> before, List<SceneTrace> added) {
        if (added.isEmpty()) {
            return before;
        }
        Set<Integer> chapters = added.stream().map(SceneTrace::chapter).collect(Collectors.toCollection(TreeSet::new));
        List<SceneTrace> all = new ArrayList<>(before);
        all.removeIf(trace -> chapters.contains(trace.chapter));
        all.addAll(added);
        all.sort(IN_ORDER);
        List<SceneTrace> kept = new ArrayList<>(all.subList(Math.max(0, all.size() - MOST_SCENES), all.size()));
        for (int index = 0; index < kept.size() - MOST_LIKENESSES; index++) {
            kept.set(index, kept.get(index).with(kept.get(index).every, kept.get(index).runs, Marks.none()));
        }
        fade(kept);
        return List.copyOf(kept);
    }

    /** The scene of which most is remembered fades first, of several the oldest one. */
    private static void fade(List<SceneTrace> kept) {
        int runs = kept.stream().mapToInt(trace -> trace.runs.count()).sum();
        for (int every = 1; runs > MOST_RUNS && every < 1 << 20; every *= 2) {
            for (int index = 0; index < kept.size() && runs > MOST_RUNS; index++) {
                SceneTrace trace = kept.get(index);
                if (trace.every == every && trace.runs.count() > 1) {
                    Marks left = trace.runs.everySecond();
                    runs -= trace.runs.count() - left.count();
                    kept.set(index, trace.with(2 * every, left, trace.likeness));
                }
            }
        }
    }

    private SceneTrace with(int newEvery, Marks newRuns, Marks newLikeness) {
        return new SceneTrace(chapter, scene, newEvery, newRuns, newLikeness, ending);
    }
}
