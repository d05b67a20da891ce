package dev.storycrew.core.check;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.RuleBasedBreakIterator;
import com.ibm.icu.util.ULocale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

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
        BreakIterator breaks = BreakIterator.getWordInstance(ULocale.ROOT);
        breaks.setText(text);
        List<String> tokens = new ArrayList<>();
        int start = breaks.first();
        for (int end = breaks.next(); end != BreakIterator.DONE; start = end, end = breaks.next()) {
            int status = breaks.getRuleStatus();
            String token = text.substring(start, end);
            if (status >= RuleBasedBreakIterator.WORD_IDEO && status < RuleBasedBreakIterator.WORD_IDEO_LIMIT) {
                token.codePoints().forEach(point -> tokens.add(Character.toString(point)));
            } else if (status >= RuleBasedBreakIterator.WORD_NUMBER) {
                tokens.add(token.toLowerCase(Locale.ROOT));
            }
        }
        return tokens;
    }
}
