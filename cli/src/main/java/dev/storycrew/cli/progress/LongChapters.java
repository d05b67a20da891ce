package dev.storycrew.cli.progress;

import dev.storycrew.files.book.Book;
import java.util.Locale;
import java.util.Optional;

/** Says beforehand what chapters of unusual length will take. */
public final class LongChapters {
    /** In words; novels' chapters rarely have more. */
    static final int USUAL = 20_000;

    /** Tokens a word, as languages with blanks have them. */
    private static final double TOKENS = 1.4;

    /** How often a text is written in a first pass: by write and by edit. */
    private static final int WRITTEN = 2;

    /** How often it is read: by edit, judge and bible. */
    private static final int READ = 3;

    private LongChapters() {}

    /** A warning in one line; empty for a book with usual chapters. */
    public static Optional<String> warning(Book book) {
        int words = book.frame().wordsPerChapter();
        if (words <= USUAL) {
            return Optional.empty();
        }
        long once = Math.round(words * TOKENS);
        return Optional.of(String.format(
                Locale.ROOT,
                "warning: %s: chapters of %,d words take about %,d output and %,d input tokens each without any retry, and"
                        + " few models write so much in one answer; words-per-chapter sets it",
                book.id(),
                words,
                WRITTEN * once,
                READ * once));
    }
}
