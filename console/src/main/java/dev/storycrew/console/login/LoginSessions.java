package dev.storycrew.console.login;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The sessions of this process; a restart ends them all. */
public final class LoginSessions {
    /** How long a session lasts. */
    public static final Duration AGE = Duration.ofHours(12);

    /** How many there are at most; one more ends the oldest. */
    public static final int MOST = 200;

    /** How many event streams a session has at most: one for each tab. */
    public static final int STREAMS = 8;

    private final InstantSource clock;
    private final Map<SecretDigest, LoginSession> sessions = new LinkedHashMap<>();

    public LoginSessions(InstantSource clock) {
        this.clock = clock;
    }

    /** Begins one. @return the secret that a browser keeps */
    public synchronized String begin(ConsoleUser person) {
        long now = clock.millis();
        sessions.values().removeIf(session -> session.until() <= now);
        if (sessions.size() >= MOST) {
            sessions.remove(sessions.keySet().iterator().next());
        }
        String secret = SecretDigest.random();
        sessions.put(SecretDigest.of(secret), new LoginSession(person, now + AGE.toMillis(), STREAMS));
        return secret;
    }

    /** The session of a browser; empty if there is none, or it has ended. */
    public synchronized Optional<LoginSession> find(@Nullable String secret) {
        if (secret == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(sessions.get(SecretDigest.of(secret))).filter(this::lasts);
    }

    /** True until it ends, by age or by {@link #end}. */
    public synchronized boolean isOpen(LoginSession session) {
        return lasts(session) && sessions.containsValue(session);
    }

    private boolean lasts(LoginSession session) {
        return session.until() > clock.millis();
    }

    /** Ends one. */
    public synchronized void end(@Nullable String secret) {
        if (secret != null) {
            sessions.remove(SecretDigest.of(secret));
        }
    }
}
