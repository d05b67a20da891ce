package dev.storycrew.core.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a book remembers of its turns of phrase, or what a chapter adds to that.
 *
 * @param used the phrases used more than once, the most frequent first
 * @param traces by chapter, ascending: what was used once is known by its hash alone
 */
public record PhraseMemory(List<UsedPhrase> used, List<PhraseTrace> traces) {
    /** The bounds of a book's memory: about 40 KB, however long the book is. */
    static final int MOST_PHRASES = 60;

    static final int MOST_RUNS = 6_000;
    static final int MOST_CHAPTERS = 200;

    private static final int TWICE = 2;
    private static final PhraseMemory NONE = new PhraseMemory(List.of(), List.of());

    private static final Comparator<UsedPhrase> MOST_FIRST = Comparator.comparingInt(UsedPhrase::total)
            .thenComparing(phrase -> phrase.times().lastKey())
            .reversed()
            .thenComparing(UsedPhrase::text);

    public PhraseMemory {
        used = List.copyOf(used);
        traces = List.copyOf(traces);
    }

    public static PhraseMemory none() {
        return NONE;
    }

    /** True if nothing is known. */
    public boolean isEmpty() {
        return used.isEmpty() && traces.isEmpty();
    }

    /** The phrases that should not come again, the most frequent first. */
    public List<UsedPhrase> often() {
        return used.stream().filter(UsedPhrase::often).toList();
    }

    /**
     * The memory after a chapter, which replaces what was remembered of it before. Within its bounds it is exact; beyond
     * them rare phrases and older chapters fade.
     *
     * @param added of the chapter; empty if it was written before phrases were counted
     */
    public PhraseMemory after(int chapter, PhraseMemory added) {
        if (added.isEmpty()) {
            return this;
        }
        List<UsedPhrase> phrases = new ArrayList<>();
        used.forEach(phrase -> {
            SortedMap<Integer, Integer> times = new TreeMap<>(phrase.times());
            times.remove(chapter);
            if (!times.isEmpty()) {
                phrases.add(new UsedPhrase(phrase.text(), times));
            }
        });
        added.used.forEach(phrase -> add(phrases, phrase, chapter));
        return new PhraseMemory(
                phrases.stream()
                        .filter(phrase -> phrase.total() >= TWICE)
                        .sorted(MOST_FIRST)
                        .limit(MOST_PHRASES)
                        .toList(),
                remembered(chapter, added.traces));
    }

    /** A phrase that is a part of others stands for them: it occurs wherever they do. */
    private static void add(List<UsedPhrase> phrases, UsedPhrase added, int chapter) {
        UsedPhrase shortest = added;
        List<UsedPhrase> same = new ArrayList<>();
        for (UsedPhrase phrase : phrases) {
            if (phrase.text().equals(added.text()) || phrase.isPartOf(added) || added.isPartOf(phrase)) {
                same.add(phrase);
                shortest = phrase.isPartOf(shortest) ? phrase : shortest;
            }
        }
        phrases.removeAll(same);
        SortedMap<Integer, Integer> times = new TreeMap<>(added.times());
        for (UsedPhrase phrase : same) {
            for (Map.Entry<Integer, Integer> there : phrase.times().entrySet()) {
                // What an earlier chapter has is known from its trace, in which each phrase is counted for itself.
                times.merge(there.getKey(), there.getValue(), there.getKey() == chapter ? Integer::sum : Math::max);
            }
        }
        phrases.add(new UsedPhrase(shortest.text(), times));
    }

    private List<PhraseTrace> remembered(int chapter, List<PhraseTrace> added) {
        List<PhraseTrace> all = new ArrayList<>(traces);
        all.removeIf(trace -> trace.chapter() == chapter);
        all.addAll(added);
        all.sort(Comparator.comparingInt(PhraseTrace::chapter));
        List<PhraseTrace> kept = new ArrayList<>(all.subList(Math.max(0, all.size() - MOST_CHAPTERS), all.size()));
        int runs = kept.stream().mapToInt(trace -> trace.runs().count()).sum();
        for (int every = 1; runs > MOST_RUNS && every < 1 << 20; every *= 2) {
            for (int index = 0; index < kept.size() && runs > MOST_RUNS; index++) {
                PhraseTrace trace = kept.get(index);
                if (trace.every() == every) {
                    PhraseTrace left = trace.faded();
                    runs -= trace.runs().count() - left.runs().count();
                    kept.set(index, left);
                }
            }
        }
        return kept;
    }
}
