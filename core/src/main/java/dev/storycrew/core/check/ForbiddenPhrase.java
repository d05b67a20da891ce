package dev.storycrew.core.check;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A word, phrase or sign that a text must not have. It is found as it is written, whatever its case, the shape of its
 * apostrophes, the width of its spaces and the way its accents are encoded. A phrase that begins or ends with a letter
 * or digit is found between word boundaries only ({@code art} is not in {@code party}), except in scripts that do not
 * separate words.
 */
public final class ForbiddenPhrase {
    private static final Normalizer2 COMPOSED = Normalizer2.getNFCInstance();
    /** Scripts written without spaces between words. */
    private static final Set<Integer> UNSPACED = Set.of(
            UScript.HAN,
            UScript.HIRAGANA,
            UScript.KATAKANA,
            UScript.KATAKANA_OR_HIRAGANA,
            UScript.BOPOMOFO,
            UScript.YI,
            UScript.THAI,
            UScript.LAO,
            UScript.KHMER,
            UScript.MYANMAR,
            UScript.TIBETAN);

    private final String folded;

    /** @throws IllegalArgumentException if no text can have it; the message is that of {@link #problem} */
    public ForbiddenPhrase(String phrase) {
        String problem = problem(phrase);
        if (problem != null) {
            throw new IllegalArgumentException(problem);
        }
        this.folded = fold(phrase).strip();
    }

    /** Why no text can have a phrase, such as {@code is blank}; null if one can. */
    public static @Nullable String problem(String phrase) {
        String folded = fold(phrase).strip();
        if (folded.isEmpty()) {
            return "is blank";
        }
        if (folded.codePoints().anyMatch(ForbiddenPhrase::isControl)) {
            return "has a control character";
        }
        if (folded.codePoints()
                .allMatch(point -> UCharacter.hasBinaryProperty(point, UProperty.DEFAULT_IGNORABLE_CODE_POINT))) {
            return "has only invisible characters";
        }
        return isMark(folded.codePointAt(0)) ? "begins with a combining mark" : null;
    }

    /** How often a text has it; occurrences do not overlap. */
    public int occurrences(String text) {
        String in = fold(text);
        int found = 0;
        int at = in.indexOf(folded);
        while (at >= 0) {
            boolean whole = boundary(in, at, at + folded.length());
            found += whole ? 1 : 0;
            at = in.indexOf(folded, whole ? at + folded.length() : at + 1);
        }
        return found;
    }

    private boolean boundary(String in, int start, int end) {
        if (end < in.length() && isMark(in.codePointAt(end))) {
            return false;
        }
        boolean begins = !isWordLike(folded.codePointAt(0)) || !continuesBefore(in, start);
        return begins && (!isWordLike(folded.codePointBefore(folded.length())) || !continuesAfter(in, end));
    }

    private static boolean continuesBefore(String in, int start) {
        if (start == 0) {
            return false;
        }
        int before = in.codePointBefore(start);
        boolean apostrophe = before == '\'' && start > 1 && isWordLike(in.codePointBefore(start - 1));
        return apostrophe || isWordLike(before);
    }

    private static boolean continuesAfter(String in, int end) {
        if (end >= in.length()) {
            return false;
        }
        int after = in.codePointAt(end);
        boolean apostrophe = after == '\'' && end + 1 < in.length() && isWordLike(in.codePointAt(end + 1));
        return apostrophe || isWordLike(after);
    }

    private static String fold(String text) {
        StringBuilder folded = new StringBuilder();
        boolean space = false;
        for (int point : COMPOSED.normalize(UCharacter.foldCase(COMPOSED.normalize(text), true))
                .codePoints()
                .toArray()) {
            boolean isSpace = UCharacter.isUWhiteSpace(point);
            if (!isSpace) {
                folded.appendCodePoint(point == '’' || point == 'ʼ' ? '\'' : point);
            } else if (!space) {
                folded.append(' ');
            }
            space = isSpace;
        }
        return folded.toString();
    }

    private static boolean isControl(int point) {
        int type = Character.getType(point);
        return type == Character.CONTROL || type == Character.SURROGATE || type == Character.UNASSIGNED;
    }

    private static boolean isMark(int point) {
        return Character.getType(point) == Character.NON_SPACING_MARK
                || Character.getType(point) == Character.ENCLOSING_MARK;
    }

    /** True for what joins to a word in a script that separates words. */
    private static boolean isWordLike(int point) {
        boolean joins = Character.isLetterOrDigit(point)
                || point == '_'
                || isMark(point)
                || Character.getType(point) == Character.COMBINING_SPACING_MARK;
        return joins && !UNSPACED.contains(UScript.getScript(point));
    }
}
