package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.DeadLetter;
import org.jspecify.annotations.Nullable;

/**
 * A dead letter and how it stands.
 *
 * @param redriven the record that says that it was put back on its topic; null while it was not
 * @param objection why it cannot be put back, as one sentence; null when it can
 */
public record Letter(
        DeadLetter letter,
        @Nullable CommandResult redriven,
        @Nullable String objection) {

    /** The three ways a dead letter can stand. */
    public enum State {
        /** It can be redriven. */
        OPEN,
        /** It was; should it have failed again, there is another dead letter of it. */
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
