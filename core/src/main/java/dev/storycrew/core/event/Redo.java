package dev.storycrew.core.event;

import dev.storycrew.core.story.BibleChanges;
import java.util.List;

/**
 * That a run makes or judges a chapter again that was accepted. Its former outcome stands until this run is accepted.
 *
 * @param bookAt the last chapter of the book that had ended when the run began
 * @param cause the id of the operator's command that all of this comes from
 * @param because what changed that the chapter rests on, a sentence each; empty if an operator wants it made again
 * @param former what the accepted text added to the bible, without what is remembered of the text
 */
public record Redo(int bookAt, String cause, List<String> because, BibleChanges former) {
    public Redo {
        because = List.copyOf(because);
    }

    /** True if a later chapter had ended: the bible that this one leaves is not the book's newest. */
    public boolean isBehind(int chapter) {
        return chapter < bookAt;
    }
}
