package dev.storycrew.stages.task;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Two texts of a chapter of which one will be kept, by scene.
 *
 * @param earlier the attempt of the best text so far
 */
public record PairToCompare(int earlier, SortedMap<Integer, String> earlierText, SortedMap<Integer, String> laterText) {
    public PairToCompare {
        earlierText = Collections.unmodifiableSortedMap(new TreeMap<>(earlierText));
        laterText = Collections.unmodifiableSortedMap(new TreeMap<>(laterText));
    }
}
