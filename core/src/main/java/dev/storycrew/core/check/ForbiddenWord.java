package dev.storycrew.core.check;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.text.Normalizer2;
import com.ibm.icu.util.ULocale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A word, phrase or sign that must not stand in a text. It matches literally, whatever its case and however its accents
 * are composed. Where it begins or ends with a letter or digit, so does a word: {@code he} is not in {@code the} or
 * {@code he's}. In scripts without blanks between words it matches anywhere. Any run of blanks counts as one.
 */
public final class ForbiddenWord {
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");
    /** The soft hyphen. */
    private static final int FIRST_IGNORABLE = 0xad;

    private static final String APOSTROPHES = "['\u2019]";
    private static final Set<Integer> UNSPACED = Set.of(UScript.HAN, UScript.HIRAGANA, UScript.KATAKANA);

    /** With both apostrophes, where it has one in a word. */
    private final Set<String> spellings = new TreeSet<>();

    private ForbiddenWord(String folded) {
        if (folded.codePoints().anyMatch(Character::isLetter)) {
            spellings.add(folded.replaceAll(APOSTROPHES, "'"));
            spellings.add(folded.replaceAll(APOSTROPHES, "\u2019"));
        } else {
            spellings.add(folded);
        }
    }

    /** @param word one without an objection */
    static ForbiddenWord of(String word) {
        return new ForbiddenWord(folded(word).strip());
    }

    /** Why a text matches nothing; null if it can match. */
    public static @Nullable String objectionTo(String word) {
        String folded = folded(word).strip();
        if (folded.isEmpty()) {
            return "can match nothing: it has no visible character";
        }
        int type = Character.getType(folded.codePointAt(0));
        boolean mark = type == Character.NON_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.COMBINING_SPACING_MARK;
        return mark ? "can match nothing: it begins with an accent without a letter" : null;
    }

    /** A text as {@link #occurrencesIn} wants it. */
    static String folded(String text) {
        Normalizer2 composed = Normalizer2.getNFCInstance();
        String folded = composed.normalize(UCharacter.foldCase(composed.normalize(shown(text)), true));
        return BLANKS.matcher(folded).replaceAll(" ");
    }

    /** Without signs that nobody sees. */
    private static String shown(String text) {
        if (text.codePoints().noneMatch(ForbiddenWord::isIgnorable)) {
            return text;
        }
        return text.codePoints()
                .filter(sign -> !isIgnorable(sign))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isIgnorable(int sign) {
        return sign >= FIRST_IGNORABLE && UCharacter.hasBinaryProperty(sign, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    /** How often it stands in a folded text. */
    int occurrencesIn(String folded) {
        return spellings.stream()
                .filter(folded::contains)
                .mapToInt(spelling -> occurrences(spelling, folded))
                .sum();
    }

    private static int occurrences(String spelling, String folded) {
        BreakIterator signs = BreakIterator.getCharacterInstance(ULocale.ROOT);
        signs.setText(folded);
        int found = 0;
        for (int at = folded.indexOf(spelling); at >= 0; ) {
            int end = at + spelling.length();
            boolean whole = signs.isBoundary(at)
                    && signs.isBoundary(end)
                    && !isAmidWord(folded, at, spelling.codePointAt(0), false)
                    && !isAmidWord(folded, end, spelling.codePointBefore(spelling.length()), true);
            found += whole ? 1 : 0;
            at = folded.indexOf(spelling, whole ? end : at + 1);
        }
        return found;
    }

    /** True if the word that a sign at the edge of a match belongs to goes on beyond it. */
    private static boolean isAmidWord(String text, int edge, int sign, boolean after) {
        if (!isOfSpacedWord(sign) || edge == (after ? text.length() : 0)) {
            return false;
        }
        if (!after) {
            return isOfSpacedWord(text.codePointBefore(edge));
        }
        // What follows an apostrophe belongs to the word, as in he's; what precedes it may not, as in l'amour.
        boolean joined = text.substring(edge, edge + 1).matches(APOSTROPHES) && edge + 1 < text.length();
        return isOfSpacedWord(text.codePointAt(joined ? edge + 1 : edge));
    }

    private static boolean isOfSpacedWord(int sign) {
        return Character.isLetterOrDigit(sign)
                && !UNSPACED.contains(UScript.getScript(sign))
                && UCharacter.getIntPropertyValue(sign, UProperty.LINE_BREAK) != UCharacter.LineBreak.COMPLEX_CONTEXT;
    }
}
