package dev.storycrew.core.story;

import java.util.Locale;

/** The books of {@code validate}: three chapters each, which nobody requested. No other book may have such a name. */
public final class SmokeBook {
    private static final String PREFIX = "validate-";
    private static final int BASE = 36;

    private SmokeBook() {}

    /** The id of a new one. */
    public static String begunAt(long epochMillis) {
        return PREFIX + Long.toString(epochMillis, BASE);
    }

    /** Whether an id, of a book or one of its chapters, is one of validate's. */
    public static boolean isNamed(String id) {
        return id.toLowerCase(Locale.ROOT).startsWith(PREFIX);
    }
}
