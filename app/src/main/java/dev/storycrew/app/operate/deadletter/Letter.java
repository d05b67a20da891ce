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

    /** The states of a dead letter. */
    public enum State {
        /** It can be redriven. */
        OPEN,
        /** It was redriven; if it failed again, there is another dead letter for it. */
        REDRIVEN,
        /** It is a request that was never taken and cannot be redriven: its producer must publish another. */
        REJECTED,
        /** It cannot be redriven, and need not be. */
        CLOSED
    }

    public State state() {
        if (redriven != null) {
            return State.REDRIVEN;
        }
        if (objection == null) {
            return State.OPEN;
        }
        return letter.isRejectedRequest() ? State.REJECTED : State.CLOSED;
    }
}
