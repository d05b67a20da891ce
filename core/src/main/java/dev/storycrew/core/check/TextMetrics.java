package dev.storycrew.core.check;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.RuleBasedBreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts words as ICU finds them (Unicode Standard Annex 29): in ideographic text each character counts, in other text
 * each word.
 */
public final class TextMetrics {
    private TextMetrics() {}

    /** How many words a text has. */
    public static int words(String text) {
        return tokens(text).size();
    }

    /** The words of a text, lower-cased and in order. */
    static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        eachWord(text, (start, end) -> tokens.add(text.substring(start, end).toLowerCase(Locale.ROOT)));
        return tokens;
    }

    /** The words of each scene. */
    static SortedMap<Integer, List<String>> tokens(SortedMap<Integer, String> text) {
        SortedMap<Integer, List<String>> tokens = new TreeMap<>();
        text.forEach((scene, words) -> tokens.put(scene, tokens(words)));
        return tokens;
    }

    /** Where a text's words begin, in order. */
    static List<Integer> starts(String text) {
        List<Integer> starts = new ArrayList<>();
        eachWord(text, (start, end) -> starts.add(start));
        return starts;
    }

    private static void eachWord(String text, Word word) {
        BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);
        breaks.setText(text);
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            int status = breaks.getRuleStatus();
            if (status >= RuleBasedBreakIterator.WORD_IDEO && status < RuleBasedBreakIterator.WORD_IDEO_LIMIT) {
                for (int at = start; at < end; at = text.offsetByCodePoints(at, 1)) {
                    word.take(at, text.offsetByCodePoints(at, 1));
                }
            } else if (status >= RuleBasedBreakIterator.WORD_NUMBER) {
                word.take(start, end);
            }
        }
    }

    /** A word's place in a text. */
    private interface Word {
        void take(int start, int end);
    }
}
