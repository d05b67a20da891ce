package dev.storycrew.core.text;

import java.util.Locale;

/** Text as a terminal can show it: what would move its cursor, clear it or turn its lines is spelled out. */
public final class TerminalText {
    private static final int DELETE = 0x7F;
    private static final int LAST_CONTROL = 0x9F;

    private TerminalText() {}

    /** The text with each harmful sign as {@code \u001b}, which in a JSON string stands for the same sign. */
    public static String harmless(String text) {
        StringBuilder shown = new StringBuilder(text.length());
        for (int at = 0; at < text.length(); at++) {
            char sign = text.charAt(at);
            boolean endsLine = sign == '\r' && at + 1 < text.length() && text.charAt(at + 1) == '\n';
            if (isHarmful(sign) && !endsLine) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", (int) sign));
            } else {
                shown.append(sign);
            }
        }
        return shown.toString();
    }

    private static boolean isHarmful(char sign) {
        return sign < ' ' && sign != '\n' && sign != '\t'
                || sign >= DELETE && sign <= LAST_CONTROL
                || sign >= '\u2028' && sign <= '\u202E'
                || sign >= '\u2066' && sign <= '\u2069';
    }
}
