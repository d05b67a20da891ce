package dev.storycrew.core.names;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** A text in which names are looked for. */
public final class NamedText {
    /** A name may have an ending: Mara's, Maras, Марой. */
    private static final int LONGEST_ENDING = 2;

    private static final int SHORTEST_WITH_ENDING = 4;

    private final String text;
    private final List<Word> words;

    /**
     * A word of the text.
     *
     * @param lower in small letters
     * @param asName true if it may be a name
     */
    private record Word(String lower, boolean asName) {
        /** True if the word is a form of a name, with or without an ending. */
        boolean has(String form) {
            return form.length() >= Math.min(SHORTEST_WITH_ENDING, lower.length())
                    && form.length() >= lower.length() - LONGEST_ENDING
                    && lower.startsWith(form);
        }
    }

    private NamedText(String text, boolean onlyNames) {
        this.text = text;
        this.words = words(text).stream()
                .map(word -> new Word(
                        word.toLowerCase(Locale.ROOT), onlyNames || !Character.isLowerCase(word.codePointAt(0))))
                .toList();
    }

    /** A text in which a name begins with a capital letter, where its script has them. */
    public static NamedText of(String text) {
        return new NamedText(normal(text), false);
    }

    /** Texts that are nothing but names, so that small letters do not matter. */
    public static NamedText ofNames(Collection<String> names) {
        return new NamedText(normal(String.join("\n", names)), true);
    }

    /** Looks for a name's form in a script with spaces, in small letters. */
    boolean hasWord(String form, boolean capital) {
        for (Word word : words) {
            if ((word.asName || !capital) && word.has(form)) {
                return true;
            }
        }
        return false;
    }

    /** Looks for a name's form in a script without spaces. */
    boolean contains(String form) {
        return text.contains(form);
    }

    static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        int from = -1;
        for (int at = 0; at <= text.length(); ) {
            int point = at < text.length() ? text.codePointAt(at) : ' ';
            if (isOfWord(point)) {
                from = from < 0 ? at : from;
            } else if (from >= 0) {
                words.add(text.substring(from, at));
                from = -1;
            }
            at += Character.charCount(point);
        }
        return words;
    }

    /** A letter, a mark on one, or a digit: each line of a large bible is looked at, so not by a pattern. */
    private static boolean isOfWord(int point) {
        return switch (Character.getType(point)) {
            case Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> true;
            default -> Character.isLetter(point);
        };
    }
}
