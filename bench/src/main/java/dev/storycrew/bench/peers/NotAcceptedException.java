package dev.storycrew.bench.peers;

/** A chapter's retries are used up. */
public final class NotAcceptedException extends Exception {
    private static final long serialVersionUID = 1;

    NotAcceptedException(String message) {
        super(message);
    }
}
