package dev.storycrew.cli.operator;

import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chapters as a command line names them: {@code 3}, {@code 1-10} or {@code 1-3,7}. */
final class ChapterNumbers {
    private static final Pattern RANGE = Pattern.compile("\\s*(\\d{1,6})\\s*(?:-\\s*(\\d{1,6}))?\\s*");
    private static final int MOST = 10_000;

    private ChapterNumbers() {}

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if they are not named like this, or are too many
     */
    static SortedSet<Integer> parse(String chapters) {
        SortedSet<Integer> numbers = new TreeSet<>();
        for (String part : chapters.split(",", -1)) {
            Matcher range = RANGE.matcher(part);
            if (!range.matches()) {
                throw wrong(chapters, "");
            }
            int from = Integer.parseInt(range.group(1));
            int to = range.group(2) == null ? from : Integer.parseInt(range.group(2));
            if (from < 1 || to < from) {
                throw wrong(chapters, from < 1 ? "; chapters are numbered from 1" : "; " + from + " comes after " + to);
            }
            if (to - from >= MOST) {
                throw wrong(chapters, "; at most " + MOST + " at once");
            }
            for (int number = from; number <= to; number++) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static IllegalArgumentException wrong(String chapters, String why) {
        return new IllegalArgumentException(
                "chapters are named like 3, 1-10 or 1-3,7, but this is '" + chapters + "'" + why);
    }
}
