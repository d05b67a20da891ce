package dev.storycrew.history.cards;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some chapters, by their ids.
 *
 * @param next the cursor of the page after it; null if there are no more
 */
public record CardPage(
        List<ShownChapter> chapters, @Nullable String next) {
    public CardPage {
        chapters = List.copyOf(chapters);
    }
}
