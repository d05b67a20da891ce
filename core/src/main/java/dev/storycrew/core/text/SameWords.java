package dev.storycrew.core.text;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.regex.Pattern;

/**
 * When two sentences say the same: case, punctuation, blanks and the composition of signs do not count. What stands between
 * two digits, and a minus before one, does: 1.5 is not 15.
 */
public final class SameWords {
    private static final Pattern NO_WORD =
            Pattern.compile("(?!(?<=\\p{N})[.,:/-](?=\\p{N}))(?!(?<![\\p{L}\\p{N}])-(?=\\p{N}))[^\\p{L}\\p{M}\\p{N}]");

    private static final char MINUS = '\u2212';

    private SameWords() {}

    /** What two wordings of the same sentence have in common; of a text without a letter or digit, the text itself. */
    public static String of(String text) {
        String folded = UCharacter.foldCase(Normalizer2.getNFKCInstance().normalize(text), true)
                .replace(MINUS, '-');
        String words =
                NO_WORD.matcher(Normalizer2.getNFCInstance().normalize(folded)).replaceAll("");
        return words.isEmpty() ? text.strip() : words;
    }
}
