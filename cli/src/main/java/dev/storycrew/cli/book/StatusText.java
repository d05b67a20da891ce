package dev.storycrew.cli.book;

import dev.storycrew.core.text.Counted;
import dev.storycrew.history.cards.BookLine;
import dev.storycrew.history.cards.BookPage;
import dev.storycrew.history.cards.CardCounts;
import dev.storycrew.history.cards.CardPage;
import dev.storycrew.history.cards.CardSummary;
import dev.storycrew.history.cards.ShownChapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code status} prints: totals first, then what needs somebody, then as much as one can read. */
final class StatusText {
    /** As many chapters are shown one by one; of more, each that needs somebody, and a line for each book. */
    static final int ONE_BY_ONE = 50;

    private StatusText() {}

    /** Totals. */
    static String totals(CardSummary summary) {
        return Counted.of(summary.counts().chapters(), "chapter") + " in " + Counted.of(summary.books(), "book") + ": "
                + counts(summary.counts(), summary.needy()) + "\n";
    }

    /** Chapters one by one. */
    static String chapters(List<ShownChapter> chapters, long now) {
        StringBuilder text = new StringBuilder();
        chapters.forEach(chapter -> text.append(new ChapterStatus(chapter).text(now)));
        return text.toString();
    }

    /**
     * Of many chapters those that need somebody, and a line for each book.
     *
     * @param needs null on later pages, which show only books
     * @param needy how many need somebody
     */
    static String books(@Nullable CardPage needs, int needy, BookPage books, long now) {
        StringBuilder text = new StringBuilder();
        if (needs != null) {
            text.append(chapters(needs.chapters(), now));
            int more = needy - needs.chapters().size();
            if (more > 0) {
                text.append(String.format(Locale.ROOT, "%,d more need attention: ./storycrew status --stuck%n", more));
            }
        }
        for (BookLine book : books.books()) {
            text.append(String.format(Locale.ROOT, "%-32s %s%n", book.book(), counts(book.counts(), book.needy())));
        }
        text.append(next(books.next()));
        text.append("for each chapter: ./storycrew status BOOK, or add --state STATE or --chapters\n");
        return text.toString();
    }

    /** How to see the next page; nothing if there is none. */
    static String next(@Nullable String cursor) {
        return cursor == null ? "" : "there are more; for the next page add --after " + cursor + "\n";
    }

    /** How many chapters are in which state, such as {@code 3 accepted, 1 under way}; and how many need somebody. */
    private static String counts(CardCounts counts, int needy) {
        List<String> parts = new ArrayList<>();
        counts.byState()
                .forEach((state, count) -> parts.add(String.format(Locale.ROOT, "%,d %s", count, state.words())));
        String needs = needy == 0
                ? ""
                : String.format(Locale.ROOT, needy == 1 ? "; %,d needs attention" : "; %,d need attention", needy);
        return String.join(", ", parts) + needs;
    }
}
