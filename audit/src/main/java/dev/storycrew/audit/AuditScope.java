package dev.storycrew.audit;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.reading.TopicRecord;
import org.jspecify.annotations.Nullable;

/**
 * Which chapters are audited.
 *
 * @param book null for all
 * @param chapter null for all of the book
 */
public record AuditScope(@Nullable String book, @Nullable Integer chapter) {
    public AuditScope {
        if (chapter != null && book == null) {
            throw new IllegalArgumentException("a chapter needs its book");
        }
    }

    public static AuditScope everything() {
        return new AuditScope(null, null);
    }

    /** True for the key of a record of an audited chapter or book. */
    boolean names(@Nullable String key) {
        if (book == null || key == null) {
            return book == null;
        }
        return chapter == null ? key.equals(book) || key.startsWith(book + "/") : key.equals(book + "/" + chapter);
    }

    /** True for a chapter that is audited. */
    boolean holds(ChapterId id) {
        return book == null || (id.bookId().equals(book) && (chapter == null || chapter == id.number()));
    }

    /** True for the chapter whose outcome is needed because an audited one starts with its bible. */
    boolean isPredecessor(ChapterId id) {
        return chapter != null && id.bookId().equals(book) && id.number() == chapter - 1;
    }

    /** False for records that need not even be decoded, judging by their keys: a chapter id, a book id, or neither. */
    boolean mayHold(TopicRecord read) {
        String key = read.key();
        if (book == null) {
            return true;
        }
        if (key == null || !key.startsWith(book)) {
            return false;
        }
        return key.length() == book.length()
                || chapter == null
                || key.equals(book + "/" + chapter)
                || key.equals(book + "/" + (chapter - 1));
    }
}
