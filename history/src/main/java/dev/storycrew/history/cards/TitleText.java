package dev.storycrew.history.cards;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.avro.util.Utf8;

/** A text that titles are searched for, in capitals or not. */
final class TitleText {
    private final String text;
    /** The same in small letters, if all of them are ASCII: then titles need not be decoded. */
    private final byte[] ascii;

    TitleText(String text) {
        this.text = text.toLowerCase(Locale.ROOT);
        boolean plain = this.text.chars().allMatch(letter -> letter < 0x80);
        this.ascii = plain ? this.text.getBytes(StandardCharsets.US_ASCII) : new byte[0];
    }

    boolean isIn(Utf8 title) {
        return ascii.length == 0
                ? title.toString().toLowerCase(Locale.ROOT).contains(text)
                : isIn(title.getBytes(), title.getByteLength());
    }

    private boolean isIn(byte[] title, int length) {
        for (int start = 0; start + ascii.length <= length; start++) {
            int same = 0;
            while (same < ascii.length && small(title[start + same]) == ascii[same]) {
                same++;
            }
            if (same == ascii.length) {
                return true;
            }
        }
        return false;
    }

    private static byte small(byte letter) {
        return letter >= 'A' && letter <= 'Z' ? (byte) (letter + ('a' - 'A')) : letter;
    }
}
