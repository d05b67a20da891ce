package dev.storycrew.schemas.codec;

import dev.storycrew.core.card.BookCard;
import dev.storycrew.core.card.Card;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import org.jspecify.annotations.Nullable;

/** What the ledger, readers and audits make of records alike, so that a card is the same whoever folded it. */
public final class CardFold {
    private CardFold() {}

    /**
     * The blank card that records with a key belong on.
     *
     * @return null if the key is neither a chapter's nor a book's
     */
    public static @Nullable Card blank(@Nullable String key) {
        if (key == null) {
            return null;
        }
        if (ChapterId.isBookId(key)) {
            return BookCard.blank(key);
        }
        try {
            ChapterId id = ChapterId.parse(key);
            // Another spelling, such as book/01, is not the key of the chapter's records.
            return id.toString().equals(key) ? ChapterCard.blank(id) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What a card takes from a record's value; null for a request that the sequencer rejects, of which it takes nothing. */
    public static @Nullable Object taken(@Nullable String key, Object value) {
        return value instanceof ChapterRequest request && RequestCheck.of(key, request, null) != null ? null : value;
    }
}
