package dev.storycrew.topology.sequencer;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves a book on when its chapter has ended, or holds it. */
final class TakeOutcome implements Intake.Work<ChapterOutcome, BookStore> {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOutcome.class);

    private final OnFailure onFailure;

    TakeOutcome(OnFailure onFailure) {
        this.onFailure = onFailure;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, ChapterOutcome outcome, BookStore books, long now) {
        String bookId = outcome.chapter().bookId();
        BookState book = books.get(bookId);
        if (!book.isMovedBy(outcome)) {
            return List.of();
        }
        BookState after = book.after(outcome, onFailure == OnFailure.CONTINUE);
        if (after.heldBecause() != null) {
            LOG.atWarn()
                    .addKeyValue("event", "book_held")
                    .addKeyValue("book", bookId)
                    .addKeyValue("because", after.heldBecause())
                    .log("Book held: {}", after.heldBecause());
        }
        return books.put(bookId, after, now);
    }
}
