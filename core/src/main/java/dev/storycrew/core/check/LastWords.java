package dev.storycrew.core.check;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** The last words of a chapter, verbatim, from which the next one goes on. */
public final class LastWords {
    /** In words as {@link TextMetrics} counts them. */
    static final int MOST_WORDS = 250;

    /** Where whole sentences would leave fewer, the first one is cut. */
    private static final int FEWEST_WORDS = MOST_WORDS / 2;

    /** For what has no words to count, such as a line of one letter. */
    private static final int MOST_CHARACTERS = 5_000;

    private LastWords() {}

    /**
     * The last words of a chapter: whole sentences where they leave enough.
     *
     * @param text by scene
     * @return null if the chapter has no text
     */
    public static @Nullable String of(SortedMap<Integer, String> text) {
        String whole = String.join(
                        "\n\n", text.values().stream().map(String::strip).toList())
                .strip();
        return whole.isEmpty() ? null : of(whole);
    }

    private static String of(String whole) {
        int cut = whole.length() - Math.min(whole.length(), MOST_CHARACTERS);
        cut += cut > 0 && Character.isLowSurrogate(whole.charAt(cut)) ? 1 : 0;
        String end = whole.substring(cut);
        List<Integer> starts = TextMetrics.starts(end);
        int halfWord = cut > 0 && starts.size() > 1 ? 1 : 0;
        int first = Math.max(halfWord, starts.size() - MOST_WORDS);
        if (first == 0) {
            return end;
        }
        int sentence = nextSentence(end, starts.get(first - 1));
        long left = starts.stream().filter(start -> start >= sentence).count();
        boolean enough = left >= Math.min(FEWEST_WORDS, starts.size() / 2);
        return end.substring(enough ? sentence : starts.get(first)).strip();
    }

    /** The first place after another one where a sentence begins, with its opening quotation mark. */
    private static int nextSentence(String text, int from) {
        BreakIterator sentences = BreakIterator.getSentenceInstance(ULocale.ROOT);
        sentences.setText(text);
        int next = sentences.following(from);
        return next == BreakIterator.DONE ? text.length() : next;
    }
}
