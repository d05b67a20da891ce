package dev.storycrew.core.ledger;

import org.jspecify.annotations.Nullable;

/**
 * What operators have decided about a book.
 *
 * @param heldBy the operator who holds it, with the reason; null when nobody does
 * @param releasedAt when an operator last released it past a chapter that was not accepted, in milliseconds since the
 *     epoch; 0 if never
 */
public record BookProgress(@Nullable String heldBy, long releasedAt) {
    /** A book about which operators have decided nothing. */
    public static final BookProgress UNTOUCHED = new BookProgress(null, 0);

    /** The book after an event. As in the sequencer, a release first ends an operator's hold. */
    public BookProgress after(ProgressEvent sighting) {
        return switch (sighting.kind()) {
            case BOOK_HELD -> new BookProgress(sighting.detail(), releasedAt);
            case BOOK_RELEASED ->
                heldBy == null ? new BookProgress(null, sighting.at()) : new BookProgress(null, releasedAt);
            default -> this;
        };
    }
}
