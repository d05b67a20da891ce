package dev.storycrew.console.api;

import dev.storycrew.console.web.ProblemException;
import dev.storycrew.history.cards.Cursor;
import dev.storycrew.history.cards.CursorException;
import org.jspecify.annotations.Nullable;

/** The cursor of a request, which may have none, or one that is no good. */
final class PageCursor {
    private PageCursor() {}

    static String of(String question, String last) {
        return Cursor.of(question, last);
    }

    /** What a cursor was made of; null for no cursor. @throws ProblemException if it was not made for this question */
    static @Nullable String read(String question, @Nullable String cursor) {
        try {
            return cursor == null ? null : Cursor.read(question, cursor);
        } catch (CursorException e) {
            throw changed();
        }
    }

    /** What is wrong with a cursor that was not made here. */
    static ProblemException changed() {
        return ProblemException.ofField(
                "after", "the cursor was changed, or belongs to another question; begin again without one");
    }
}
