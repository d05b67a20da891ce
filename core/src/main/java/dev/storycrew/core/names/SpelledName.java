package dev.storycrew.core.names;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.text.Normalizer2;
import java.util.regex.Pattern;

/** A name as a reader sees it. */
public final class SpelledName {
    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    private SpelledName() {}

    /** The same for names that look the same but for case: invisible signs, and how signs are put together, do not count. */
    public static String of(String name) {
        String folded = UCharacter.foldCase(Normalizer2.getNFKCInstance().normalize(name), true);
        String visible = folded.codePoints()
                .filter(sign -> Character.getType(sign) != Character.FORMAT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return BLANKS.matcher(Normalizer2.getNFCInstance().normalize(visible))
                .replaceAll(" ")
                .strip();
    }
}
