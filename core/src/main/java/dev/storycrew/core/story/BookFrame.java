package dev.storycrew.core.story;

import org.jspecify.annotations.Nullable;

/**
 * What all chapters of a book share.
 *
 * @param genre {@code mystery}, {@code romance} or any other word
 * @param language an IETF language tag, such as {@code en} or {@code zh}
 * @param theme null when the author gave none
 * @param wordsPerChapter the target, in words as ICU counts them
 * @param wordTolerance the share of the target by which a chapter may be longer or shorter; 0.1 is ten per cent
 */
public record BookFrame(
        String title,
        String genre,
        String language,
        @Nullable String theme,
        int wordsPerChapter,
        double wordTolerance,
        Style style) {
    public static final int DEFAULT_WORDS_PER_CHAPTER = 3000;
    public static final double DEFAULT_WORD_TOLERANCE = 0.1;

    public BookFrame {
        if (wordsPerChapter < 1) {
            throw new IllegalArgumentException("words-per-chapter must be positive, but is " + wordsPerChapter);
        }
        if (!(wordTolerance > 0 && wordTolerance <= 1)) {
            throw new IllegalArgumentException("word-tolerance must be above 0 and at most 1, but is " + wordTolerance);
        }
    }
}
