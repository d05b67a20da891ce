package dev.storycrew.core.retry;

import dev.storycrew.core.text.Counted;

/** How people count the attempts at a chapter: the first pass, then retry 1, retry 2. */
public final class Attempts {
    private Attempts() {}

    /**
     * An attempt by itself, as in a column: {@code first pass}, {@code retry 1}.
     *
     * @param attempt from 0
     */
    public static String label(int attempt) {
        return attempt == 0 ? "first pass" : "retry " + attempt;
    }

    /**
     * An attempt within a sentence: {@code the first pass}, {@code retry 1}.
     *
     * @param attempt from 0
     */
    public static String named(int attempt) {
        return attempt == 0 ? "the first pass" : label(attempt);
    }

    /** How many retries there were: {@code no retries}, {@code 1 retry}, {@code 2 retries}. */
    public static String retries(int count) {
        return count == 0 ? "no retries" : Counted.of(count, "retry", "retries");
    }
}
