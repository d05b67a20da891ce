package dev.storycrew.core.text;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A phrase that a book has used more than once.
 *
 * @param text in lower case, with one blank between words and none between characters
 * @param times how often, by chapter
 */
public record UsedPhrase(String text, SortedMap<Integer, Integer> times) {
    /** As often as this, and in as many chapters, it is noticed by a reader. */
    private static final int OFTEN = 3;

    private static final int CHAPTERS = 2;
    private static final int CHAPTERS_NAMED = 6;

    public UsedPhrase {
        times = Collections.unmodifiableSortedMap(new TreeMap<>(times));
    }

    /** How often the book has used it. */
    public int total() {
        return times.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** True if it should not come again. */
    public boolean often() {
        return total() >= OFTEN && times.size() >= CHAPTERS;
    }

    /** For people and models: {@code 'a breath she had been holding' (4 times, in chapters 1, 2 and 5)}. */
    public String said() {
        List<String> chapters = times.keySet().stream().map(String::valueOf).collect(Collectors.toList());
        String last = chapters.remove(chapters.size() - 1);
        String where = chapters.isEmpty()
                ? "chapter " + last
                : chapters.size() < CHAPTERS_NAMED
                        ? "chapters " + String.join(", ", chapters) + " and " + last
                        : Counted.of(times.size(), "chapter") + " up to " + last;
        return "'" + text + "' (" + Counted.of(total(), "time") + ", in " + where + ")";
    }

    /** True if this phrase is a part of another one, in whole words. */
    boolean isPartOf(UsedPhrase other) {
        // A phrase has several words; where none is parted from the next, its script has no blanks.
        boolean characters = text.indexOf(' ') < 0;
        return !text.equals(other.text)
                && (characters ? other.text.contains(text) : (" " + other.text + " ").contains(" " + text + " "));
    }
}
