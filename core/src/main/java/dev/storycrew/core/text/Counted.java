package dev.storycrew.core.text;

import java.util.Locale;

/** Counted nouns for people: {@code 0 chapters}, {@code 1 chapter}, {@code 1,200 chapters}. */
public final class Counted {
    private Counted() {}

    /** A noun whose plural takes an s. */
    public static String of(long count, String noun) {
        return of(count, noun, noun + "s");
    }

    /** @param many the plural, such as {@code retries} */
    public static String of(long count, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", count, count == 1 ? one : many);
    }
}
