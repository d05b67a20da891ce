package dev.storycrew.console.login;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One-time codes for whoever sees this process's terminal. At most one is good at a time. */
public final class LoginLinks {
    /** How long a code is good. */
    public static final Duration AGE = Duration.ofMinutes(10);

    private final InstantSource clock;
    private final ConsoleUser person;
    private @Nullable SecretDigest open;
    private long until;

    /** @param person who logs in by a link */
    public LoginLinks(InstantSource clock, ConsoleUser person) {
        this.clock = clock;
        this.person = person;
    }

    /** Another code; empty while the last one is still good, so that nobody can flood the terminal. */
    public synchronized Optional<String> another() {
        if (open != null && clock.millis() < until) {
            return Optional.empty();
        }
        String code = SecretDigest.random();
        open = SecretDigest.of(code);
        until = clock.millis() + AGE.toMillis();
        return Optional.of(code);
    }

    /** Whose code it is; the code is used up by that. Empty if it is not good, or not any more. */
    public synchronized Optional<ConsoleUser> use(String code) {
        SecretDigest wanted = open;
        if (wanted == null || clock.millis() >= until || !wanted.equals(SecretDigest.of(code))) {
            return Optional.empty();
        }
        open = null;
        return Optional.of(person);
    }
}
