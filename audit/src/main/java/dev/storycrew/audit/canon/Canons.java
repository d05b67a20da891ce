package dev.storycrew.audit.canon;

import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.facts.Fact;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The canons of the books to which operators came back. All other books pass by. */
public final class Canons {
    private final Map<String, BookHistory> books = new TreeMap<>();

    /** @param reopened the books, by id, with commands that may make an accepted chapter again */
    public Canons(Set<String> reopened) {
        reopened.forEach(book -> books.put(book, new BookHistory()));
    }

    /** True for a book whose accepted chapters an operator may have come back to. */
    public boolean keeps(String bookId) {
        return books.containsKey(bookId);
    }

    /** True once a record was read that says that an accepted chapter was made or judged again, or is to be. */
    public boolean isRedone(String bookId) {
        BookHistory book = books.get(bookId);
        return book != null && book.isRedone();
    }

    /**
     * Takes a record of a book.
     *
     * @param time of the record, in milliseconds since the epoch
     * @param counts false if it is later than what is audited
     */
    public void take(String bookId, Fact fact, long time, boolean counts) {
        BookHistory book = books.get(bookId);
        if (book != null) {
            book.take(fact, time, counts);
        }
    }

    /** The operator's command that a recheck comes from; null if it is not known. */
    public @Nullable OperatorCommand cause(ChapterId chapter, RecheckId recheck) {
        BookHistory book = books.get(chapter.bookId());
        return book == null ? null : book.command(recheck.cause());
    }

    /**
     * Everything has been read: works out what had to follow in each book.
     *
     * @param which the books to look at
     * @param settled whatever led to records up to this time has been read, in milliseconds since the epoch
     * @param refuted called with the first thing wrong in each book
     */
    public void finish(Predicate<String> which, Runs runs, long settled, Consumer<Refuted> refuted) {
        books.forEach((id, book) -> {
            if (book.isRedone() && which.test(id)) {
                Refuted wrong = new CanonReplay(id, book, runs, settled).check();
                if (wrong != null) {
                    refuted.accept(wrong);
                }
            }
        });
    }
}
