package dev.storycrew.core.card;

import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.ChapterId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What operators have decided about a book.
 *
 * @param progress the hold's signature is cut to {@value #MAX_SIGNATURE} bytes
 */
public record BookCard(String book, BookProgress progress, List<CardSpan> spans, long changedAt) implements Card {
    private static final int MAX_SIGNATURE = 400;

    public BookCard {
        spans = List.copyOf(spans);
        if (!ChapterId.isBookId(book)) {
            throw new IllegalArgumentException("'" + book + "' is no book id");
        }
    }

    /** A book of which nothing is known. */
    public static BookCard blank(String book) {
        return new BookCard(book, BookProgress.UNTOUCHED, List.of(), 0);
    }

    @Override
    public String key() {
        return book;
    }

    @Override
    public CardNeed needs() {
        return progress.heldBy() == null ? CardNeed.NOTHING : CardNeed.RELEASE;
    }

    /** Never while the book is held: the hold is in force, and after a year only its card tells. */
    @Override
    public boolean isOld(long now) {
        return progress.heldBy() == null && Card.super.isOld(now);
    }

    @Override
    public BookCard after(@Nullable Object value, CardPlace place) {
        if (knows(place)) {
            return this;
        }
        ProgressEvent event = value == null ? null : ProgressEvent.of(value);
        boolean ofThis = event != null && event.chapter() == 0 && event.book().equals(book);
        BookProgress after = event != null && ofThis ? progress.after(event.orAt(place.time())) : progress;
        String heldBy = after.heldBy();
        BookProgress cut =
                heldBy == null ? after : new BookProgress(Shortened.to(MAX_SIGNATURE, heldBy), after.releasedAt());
        return new BookCard(book, cut, Card.with(spans, place), Math.max(changedAt, place.time()));
    }
}
