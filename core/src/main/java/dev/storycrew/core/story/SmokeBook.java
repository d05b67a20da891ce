package dev.storycrew.core.story;

import java.util.Locale;

/** The books of which {@code validate} makes three chapters, which nobody has requested. No other book may be named so. */
public final class SmokeBook {
    private static final String PREFIX = "validate-";
    private static final int BASE = 36;

    private SmokeBook() {}

    /** A new one's id. */
    public static String begunAt(long epochMillis) {
        return PREFIX + Long.toString(epochMillis, BASE);
    }

    /** Whether an id, of a book or one of its chapters, is one of validate's. */
    public static boolean isNamed(String id) {
        return id.toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }
}
