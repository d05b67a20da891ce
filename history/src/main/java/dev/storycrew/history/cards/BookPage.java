package dev.storycrew.history.cards;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some books, by their ids.
 *
 * @param next the cursor of the page after it; null if there are no more
 */
public record BookPage(List<BookLine> books, @Nullable String next) {
    public BookPage {
        books = List.copyOf(books);
    }
}
