package dev.storycrew.core.story;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a retry removes: a part and everything made from it, in some scenes or in all.
 *
 * @param from the earliest part erased
 * @param scenes the scenes, ascending; empty means the whole chapter. A plan is always erased as a whole: one answer
 *     makes the whole scene list
 * @param offered true when what is erased travels along, and the stage that makes the part may take it back unchanged,
 *     scene by scene
 */
public record Erasure(Part from, SortedSet<Integer> scenes, boolean offered) {
    public Erasure {
        scenes =
                from.isText() ? Collections.unmodifiableSortedSet(new TreeSet<>(scenes)) : Collections.emptySortedSet();
    }

    /** Erases for good. */
    public Erasure(Part from, SortedSet<Integer> scenes) {
        this(from, scenes, false);
    }

    /** Erases for good, in all scenes. */
    public static Erasure wholeChapter(Part from) {
        return new Erasure(from, new TreeSet<>());
    }

    public boolean isWholeChapter() {
        return scenes.isEmpty();
    }

    boolean touches(int scene) {
        return scenes.isEmpty() || scenes.contains(scene);
    }

    /** True if the scene list is gone: what was praised of the text may have no place in the next one. */
    public static boolean loseThePlan(Collection<Erasure> erasures) {
        return erasures.stream().anyMatch(erasure -> erasure.from == Part.first() && !erasure.offered);
    }
}
