package dev.storycrew.core.cost;

import org.jspecify.annotations.Nullable;

/**
 * What may be spent, in billionths of a US dollar.
 *
 * @param perChapterNanoUsd cap on one run of a chapter, all attempts together; null for none
 * @param perBookNanoUsd cap on all chapters of a book together; null for none
 */
public record Budget(
        @Nullable Long perChapterNanoUsd, @Nullable Long perBookNanoUsd) {
    /** No cap at all. */
    public static final Budget UNLIMITED = new Budget(null, null);

    private static final double NANO = 1e9;

    public Budget {
        if ((perChapterNanoUsd != null && perChapterNanoUsd <= 0) || (perBookNanoUsd != null && perBookNanoUsd <= 0)) {
            throw new IllegalArgumentException("a budget must be above 0");
        }
    }

    /** From US dollars, as people write them. */
    public static Budget ofUsd(@Nullable Double perChapter, @Nullable Double perBook) {
        return new Budget(nano(perChapter), nano(perBook));
    }

    /**
     * What is left for a chapter.
     *
     * @param chapterSpent what this run of the chapter has cost so far
     * @param bookSpent what the book's chapters before this run have cost
     * @return {@link Long#MAX_VALUE} if there is no cap; below 0 if the last call went over a cap
     */
    public long remainingNanoUsd(long chapterSpent, long bookSpent) {
        long ofChapter = perChapterNanoUsd == null ? Long.MAX_VALUE : perChapterNanoUsd - chapterSpent;
        long ofBook = perBookNanoUsd == null ? Long.MAX_VALUE : perBookNanoUsd - bookSpent - chapterSpent;
        return Math.min(ofChapter, ofBook);
    }

    /** What is left for a chapter, as records hold it: null if there is no cap. */
    public @Nullable Long leftNanoUsd(long chapterSpent, long bookSpent) {
        boolean capped = perChapterNanoUsd != null || perBookNanoUsd != null;
        return capped ? Long.valueOf(remainingNanoUsd(chapterSpent, bookSpent)) : null;
    }

    private static @Nullable Long nano(@Nullable Double usd) {
        return usd == null ? null : Math.round(usd * NANO);
    }
}
