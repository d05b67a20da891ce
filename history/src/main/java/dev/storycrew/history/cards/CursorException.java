package dev.storycrew.history.cards;

import org.jspecify.annotations.Nullable;

/** A cursor was changed, or belongs to another question. */
public final class CursorException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    CursorException(@Nullable Throwable cause) {
        super("the cursor was changed, or belongs to another question; begin again without one", cause);
    }
}
