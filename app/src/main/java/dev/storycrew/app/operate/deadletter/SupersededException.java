package dev.storycrew.app.operate.deadletter;

/** Another redrive has begun, and this one may write nothing more. What it already put back stays. */
public final class SupersededException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SupersededException(Throwable cause) {
        super("another redrive has started, and only one may write at a time; run the same command again", cause);
    }
}
