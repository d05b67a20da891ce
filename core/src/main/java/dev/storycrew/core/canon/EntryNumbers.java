package dev.storycrew.core.canon;

import dev.storycrew.core.text.SameWords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How the entries of a chapter that was made again are numbered: what says the same as before keeps its number, and no number
 * is ever used for anything else. So an id means one sentence, whatever becomes of its chapter.
 *
 * @param numbers by kind, of each thing of the kind that the chapter says, in its order
 * @param highest by kind, the highest number that the chapter has ever used
 */
public record EntryNumbers(Map<EntryKind, List<Integer>> numbers, Map<EntryKind, Integer> highest) {
    public EntryNumbers {
        Map<EntryKind, List<Integer>> all = new EnumMap<>(EntryKind.class);
        Map<EntryKind, Integer> tops = new EnumMap<>(EntryKind.class);
        for (EntryKind kind : EntryKind.values()) {
            all.put(kind, List.copyOf(numbers.getOrDefault(kind, List.of())));
            tops.put(kind, highest.getOrDefault(kind, 0));
        }
        numbers = Collections.unmodifiableMap(all);
        highest = Collections.unmodifiableMap(tops);
    }

    /** The numbers of a chapter's first notes: each thing is numbered by its place among those of its kind. */
    public static EntryNumbers byPlace(Map<EntryKind, List<String>> said) {
        Map<EntryKind, List<Integer>> numbers = new EnumMap<>(EntryKind.class);
        Map<EntryKind, Integer> highest = new EnumMap<>(EntryKind.class);
        said.forEach((kind, texts) -> {
            numbers.put(kind, IntStream.rangeClosed(1, texts.size()).boxed().toList());
            highest.put(kind, texts.size());
        });
        return new EntryNumbers(numbers, highest);
    }

    /**
     * The numbers of what a chapter says now.
     *
     * @param before what it said before, in the order of these numbers
     */
    public EntryNumbers after(Map<EntryKind, List<String>> before, Map<EntryKind, List<String>> now) {
        Map<EntryKind, List<Integer>> numbered = new EnumMap<>(EntryKind.class);
        Map<EntryKind, Integer> top = new EnumMap<>(highest);
        now.forEach((kind, texts) -> {
            List<String> free = new ArrayList<>(before.getOrDefault(kind, List.of()).stream()
                    .map(SameWords::of)
                    .toList());
            List<Integer> known = numbers.getOrDefault(kind, List.of());
            List<Integer> given = new ArrayList<>();
            for (String text : texts) {
                int place = free.indexOf(SameWords.of(text));
                if (place >= 0 && place < known.size()) {
                    given.add(known.get(place));
                    free.set(place, "");
                } else {
                    given.add(top.merge(kind, 1, Integer::sum));
                }
            }
            numbered.put(kind, given);
        });
        return new EntryNumbers(numbered, top);
    }

    /**
     * The number of the next thing of a kind.
     *
     * @param place from 1
     */
    int at(EntryKind kind, int place) {
        List<Integer> known = numbers.getOrDefault(kind, List.of());
        return place <= known.size() ? known.get(place - 1) : highest.getOrDefault(kind, 0) + place - known.size();
    }
}
