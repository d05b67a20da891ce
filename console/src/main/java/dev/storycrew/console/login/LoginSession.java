package dev.storycrew.console.login;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** Somebody who is logged in, in one browser. */
public final class LoginSession {
    private final ConsoleUser person;
    private final String csrf;
    private final long until;
    private final Semaphore streams;

    /**
     * @param until when it ends, in milliseconds since the epoch
     * @param streams how many event streams it may have at once
     */
    LoginSession(ConsoleUser person, long until, int streams) {
        this.person = person;
        this.csrf = SecretDigest.random();
        this.until = until;
        this.streams = new Semaphore(streams);
    }

    public ConsoleUser person() {
        return person;
    }

    /** What each of its POST requests must bring along. */
    public String csrf() {
        return csrf;
    }

    /** True if a request has brought it along. */
    public boolean owns(@Nullable String header) {
        return header != null
                && MessageDigest.isEqual(
                        header.getBytes(StandardCharsets.UTF_8), csrf.getBytes(StandardCharsets.UTF_8));
    }

    /** When it ends, in milliseconds since the epoch. */
    public long until() {
        return until;
    }

    /** Takes a place for an event stream; false if all are taken. */
    public boolean openStream() {
        return streams.tryAcquire();
    }

    /** Gives it back. */
    public void closeStream() {
        streams.release();
    }
}
