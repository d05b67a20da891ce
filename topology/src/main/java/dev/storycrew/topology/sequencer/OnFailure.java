package dev.storycrew.topology.sequencer;

/** What happens to a book when one of its chapters is not accepted. */
public enum OnFailure {
    /** It waits for an operator. */
    HOLD,
    /** It goes on without the chapter. */
    CONTINUE
}
