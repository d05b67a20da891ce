package dev.storycrew.core.card;

import java.nio.charset.StandardCharsets;

/** Texts that have to fit into a card. */
final class Shortened {
    /** Stands where something was cut off. */
    static final String MARK = "…";

    private static final int MARK_BYTES = bytes(MARK);

    private Shortened() {}

    /** How long a text is in UTF-8. */
    static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A text of at most so many bytes in UTF-8, with a mark at the end if it was longer. */
    static String to(int most, String text) {
        if (bytes(text) <= most) {
            return text;
        }
        int end = 0;
        int used = MARK_BYTES;
        while (end < text.length()) {
            int sign = text.codePointAt(end);
            used += bytes(Character.toString(sign));
            if (used > most) {
                break;
            }
            end += Character.charCount(sign);
        }
        return text.substring(0, end) + MARK;
    }
}
