package dev.storycrew.core.names;

import java.text.Normalizer;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** A text in which names are looked for. */
public final class NamedText {
    private static final Pattern NO_LETTER = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");
    /** A name may have an ending: Mara's, Maras, Марой. */
    private static final int LONGEST_ENDING = 2;

    private static final int SHORTEST_WITH_ENDING = 4;

    private final String text;
    private final Set<String> words = new HashSet<>();
    private final Set<String> capitalised = new HashSet<>();

    private NamedText(String text, boolean onlyNames) {
        this.text = text;
        for (String word : words(text)) {
            String lower = word.toLowerCase(Locale.ROOT);
            boolean asName = onlyNames || !Character.isLowerCase(word.codePointAt(0));
            int shortest = Math.max(Math.min(SHORTEST_WITH_ENDING, lower.length()), lower.length() - LONGEST_ENDING);
            for (int end = lower.length(); end >= shortest; end--) {
                words.add(lower.substring(0, end));
                if (asName) {
                    capitalised.add(lower.substring(0, end));
                }
            }
        }
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
        return (capital ? capitalised : words).contains(form);
    }

    /** Looks for a name's form in a script without spaces. */
    boolean contains(String form) {
        return text.contains(form);
    }

    static String normal(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    static List<String> words(String text) {
        return NO_LETTER.splitAsStream(text).filter(word -> !word.isEmpty()).toList();
    }
}
