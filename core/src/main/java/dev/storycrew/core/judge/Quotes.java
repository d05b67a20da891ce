package dev.storycrew.core.judge;

import java.util.Locale;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the words of a chapter from those that a judge only believes to have read. A quote counts if it stands in the text,
 * whatever its quotation marks, line breaks and case.
 */
public final class Quotes {
    /** A longer one is no evidence but a copy. */
    private static final int LONGEST = 300;

    private static final Pattern AROUND = Pattern.compile("^[\\s\"'“”‘’„«»「」『』.…]+|[\\s\"'“”‘’«»「」『』.…]+$");
    private static final Pattern BLANK = Pattern.compile("\\s+");

    private final String text;

    /** @param text the chapter's, by scene */
    public Quotes(SortedMap<Integer, String> text) {
        this.text = plain(String.join("\n", text.values()));
    }

    /** The quote on one line and without marks around it; null if there is none, or it is not in the text. */
    public @Nullable String found(@Nullable String quote) {
        if (quote == null) {
            return null;
        }
        String bare = BLANK.matcher(AROUND.matcher(quote).replaceAll("")).replaceAll(" ");
        return !bare.isEmpty() && bare.length() <= LONGEST && text.contains(plain(bare)) ? bare : null;
    }

    private static String plain(String words) {
        return BLANK.matcher(words)
                .replaceAll(" ")
                .replaceAll("[“”„«»「」『』]", "\"")
                .replaceAll("[‘’]", "'")
                .toLowerCase(Locale.ROOT);
    }
}
