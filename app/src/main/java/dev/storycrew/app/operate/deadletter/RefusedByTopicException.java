package dev.storycrew.app.operate.deadletter;

import dev.storycrew.core.event.DeadLetter;

/** A topic rejected a dead letter. Nothing of it was written, and others can still be put back. */
public final class RefusedByTopicException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedByTopicException(DeadLetter letter, Throwable cause) {
        super(
                letter.topic() + " rejected it: " + cause.getMessage()
                        + "; raise the topic's max.message.bytes and redrive it again",
                cause);
    }
}
