package dev.storycrew.core.event;

import org.jspecify.annotations.Nullable;

/**
 * An operator stepped in.
 *
 * @param id makes it safe to send twice
 * @param target a chapter id, or a book id for a book's commands; also the record's key
 * @param level the level of a RETRY, or null
 * @param note the operator's words, or null
 * @param who the operator
 * @param at milliseconds since the epoch
 */
public record OperatorCommand(
        String id,
        Kind kind,
        String target,
        @Nullable String level,
        @Nullable String note,
        String who,
        long at) {

    /** What an operator can do. */
    public enum Kind {
        REDRIVE,
        ACCEPT,
        RETRY,
        CANCEL,
        HOLD,
        RELEASE,
        REVISE
    }
}
