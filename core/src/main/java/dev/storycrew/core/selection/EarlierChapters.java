package dev.storycrew.core.selection;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A line for each group of chapters: the first sentences of their summaries, or of as many of them, evenly spread, as fit.
 * Groups are of ten chapters; of twenty, forty and so on, once there would be too many lines. So a whole group's line
 * stays the same until then.
 *
 * @param whole the lines of the groups that no further chapter can join, by their first chapter
 * @param begun the line of the group that the next chapters join, by its first chapter; empty when there is none
 */
record EarlierChapters(SortedMap<Integer, String> whole, SortedMap<Integer, String> begun) {
    /** As many lines as there are at most. */
    static final int MOST_LINES = 10;

    private static final int GROUP = 10;
    /** Shorter ones are taken for an abbreviation: Dr. */
    private static final int SHORTEST_SENTENCE = 10;

    private static final int FEWEST_TOKENS_OF_A_SENTENCE = 4;

    /**
     * The lines.
     *
     * @param summaries of the chapters to condense, none of which is followed by an earlier one
     * @param tokensPerLine as many as a line has at most
     */
    static EarlierChapters of(SortedMap<Integer, String> summaries, int tokensPerLine, LineCutter cutter) {
        SortedMap<Integer, String> whole = new TreeMap<>();
        SortedMap<Integer, String> begun = new TreeMap<>();
        if (summaries.isEmpty()) {
            return new EarlierChapters(whole, begun);
        }
        int last = summaries.lastKey();
        int size = GROUP;
        while ((last - 1) / size >= MOST_LINES) {
            size *= 2;
        }
        for (int index = 0; index <= (last - 1) / size; index++) {
            int first = index * size + 1;
            int end = (int) Math.min(last, first + size - 1L);
            SortedMap<Integer, String> group = summaries.subMap(first, end + 1);
            if (group.isEmpty()) {
                continue;
            }
            boolean isWhole = end - first + 1 == size;
            String line = line(first, end, group, tokensPerLine, cutter);
            if (!line.isEmpty()) {
                (isWhole ? whole : begun).put(first, line);
            }
        }
        return new EarlierChapters(whole, begun);
    }

    private static String line(
            int first, int last, SortedMap<Integer, String> summaries, int mostTokens, LineCutter cutter) {
        String heading = first == last ? "Chapter " + first + ": " : "Chapters " + first + "-" + last + ": ";
        List<String> all =
                summaries.values().stream().map(EarlierChapters::firstSentence).toList();
        int most = Math.max(1, Math.min(all.size(), mostTokens / FEWEST_TOKENS_OF_A_SENTENCE));
        for (int count = most; count > 1; count--) {
            String line = heading + String.join(" ", evenly(all, count));
            if (cutter.count(line) <= mostTokens) {
                return line;
            }
        }
        return cutter.cut(heading + all.get(all.size() - 1), mostTokens);
    }

    /** The first and the last one, and others evenly between them. */
    private static List<String> evenly(List<String> sentences, int count) {
        List<String> some = new ArrayList<>();
        for (int index = 0; index < count; index++) {
            some.add(sentences.get(index * (sentences.size() - 1) / (count - 1)));
        }
        return some;
    }

    private static String firstSentence(String summary) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(ULocale.ROOT);
        sentences.setText(summary);
        int end = sentences.next();
        while (end != BreakIterator.DONE && end < SHORTEST_SENTENCE) {
            end = sentences.next();
        }
        return (end == BreakIterator.DONE ? summary : summary.substring(0, end)).strip();
    }
}
