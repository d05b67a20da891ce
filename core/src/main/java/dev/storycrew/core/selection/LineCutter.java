package dev.storycrew.core.selection;

import java.util.function.ToIntFunction;

/**
 * Cuts lines to a number of tokens.
 *
 * @param tokens counts those of a line as the request shows it, with list mark and line break
 */
record LineCutter(ToIntFunction<String> tokens) {
    private static final String CUT = "…";
    /** No tokenizer makes longer tokens of prose; saves counting a line that is far too long. */
    static final int LONGEST_TOKEN = 24;

    int count(String line) {
        return tokens.applyAsInt(line);
    }

    /** The line, or as much of its beginning as fits; empty when nothing does. */
    String cut(String line, int most) {
        if (most <= 0) {
            return "";
        }
        if (line.length() <= (long) most * LONGEST_TOKEN && count(line) <= most) {
            return line;
        }
        int fits = 0;
        int tooLong = (int) Math.min(line.length(), (long) most * LONGEST_TOKEN) + 1;
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) >>> 1;
            if (count(beginning(line, middle)) <= most) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return fits == 0 ? "" : beginning(line, fits);
    }

    /** Never half a character. */
    private static String beginning(String line, int length) {
        boolean half = length < line.length() && Character.isLowSurrogate(line.charAt(length));
        return line.substring(0, half ? length - 1 : length).stripTrailing() + CUT;
    }
}
