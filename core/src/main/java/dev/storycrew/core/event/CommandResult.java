package dev.storycrew.core.event;

import org.jspecify.annotations.Nullable;

/**
 * What became of an operator's command. A chapter's command goes first to the sequencer, which knows the book, then to
 * the router, which knows the chapter.
 *
 * @param command as it was sent; without its text if done or refused
 * @param by {@code sequencer}, {@code router}, or {@code dead-letters} for a REDRIVE
 * @param explanation one sentence for operators and auditors
 * @param run the run of the chapter that the command started or ended; 0 where there is none
 * @param start the chapter as a run of it starts; only in results that the sequencer passes on
 * @param at milliseconds since the epoch
 */
public record CommandResult(
        OperatorCommand command,
        Verdict verdict,
        String by,
        String explanation,
        int run,
        @Nullable ChapterEnvelope start,
        long at) {

    /** How far a command got. */
    public enum Verdict {
        /** The sequencer has no objection; the router decides. */
        PASSED_ON,
        /** The command was obeyed. */
        DONE,
        /** The command was not allowed in the present state; nothing changed. */
        REFUSED
    }
}
