package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter and its state.
 *
 * @param redriven the record that it was put back on its topic; null if it was not
 * @param objection why it cannot be put back, as one sentence; null if it can
 */
public record Letter(
        DeadLetter letter,
        @Nullable CommandResult redriven,
        @Nullable String objection) {

    /** The three states of a dead letter. */
    public enum State {
        /** It can be redriven. */
        OPEN,
        /** It was redriven; if it failed again, there is another dead letter for it. */
        REDRIVEN,
        /** It cannot be redriven. */
        CLOSED
    }

    public State state() {
        if (redriven != null) {
            return State.REDRIVEN;
        }
        return objection == null ? State.OPEN : State.CLOSED;
    }
}
