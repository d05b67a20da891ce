package dev.storycrew.core.cost;

import org.jspecify.annotations.Nullable;

/**
 * What may be spent.
 *
 * @param perChapter cap on one run of a chapter, all attempts together; null for none
 * @param perBook cap on all chapters of a book together; null for none
 */
public record Budget(@Nullable Money perChapter, @Nullable Money perBook) {
    /** No cap at all. */
    public static final Budget UNLIMITED = new Budget(null, null);

    public Budget {
        if (isNothing(perChapter) || isNothing(perBook)) {
            throw new IllegalArgumentException("a budget must be above 0");
        }
    }

    /** From US dollars, as people write them. */
    public static Budget ofUsd(@Nullable Double perChapter, @Nullable Double perBook) {
        return new Budget(
                perChapter == null ? null : Money.ofUsd(perChapter), perBook == null ? null : Money.ofUsd(perBook));
    }

    /**
     * What is left for a chapter.
     *
     * @param chapterSpent what this run of the chapter has cost so far
     * @param bookSpent what the book's chapters before this run have cost
     * @return null if there is no cap; below 0 if the last call went over a cap
     */
    public @Nullable Money left(Money chapterSpent, Money bookSpent) {
        Money ofChapter = perChapter == null ? null : perChapter.minus(chapterSpent);
        Money ofBook = perBook == null ? null : perBook.minus(bookSpent).minus(chapterSpent);
        if (ofChapter == null || ofBook == null) {
            return ofChapter == null ? ofBook : ofChapter;
        }
        return ofChapter.compareTo(ofBook) <= 0 ? ofChapter : ofBook;
    }

    /** What is left for a chapter, as records hold it: in billionths of a US dollar; null if there is no cap. */
    public @Nullable Long leftNanoUsd(Money chapterSpent, Money bookSpent) {
        Money left = left(chapterSpent, bookSpent);
        return left == null ? null : Long.valueOf(left.nanoUsd());
    }

    /** The share of the chapter's cap that is used, above 1 once it was exceeded; 0 if there is no cap. */
    public double chapterShare(Money chapterSpent) {
        return share(chapterSpent, perChapter);
    }

    /** The share of the book's cap that is used, this run of the chapter included; 0 if there is no cap. */
    public double bookShare(Money chapterSpent, Money bookSpent) {
        return share(bookSpent.plus(chapterSpent), perBook);
    }

    private static double share(Money spent, @Nullable Money cap) {
        return cap == null ? 0 : (double) spent.nanoUsd() / cap.nanoUsd();
    }

    private static boolean isNothing(@Nullable Money cap) {
        return cap != null && cap.compareTo(Money.ZERO) <= 0;
    }
}
