package dev.storycrew.console.api;

import dev.storycrew.console.login.LoginSession;
import dev.storycrew.console.login.LoginSessions;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code /api/events}: the stream of what changes. */
public final class EventsApi implements Endpoints {
    /** Each keeps a thread. */
    private static final int STREAMS = 120;

    private static final int LOOKS = 5;
    private static final long LOOK_MILLIS = 100;
    private static final long HEARTBEAT_MILLIS = 10_000;
    private static final byte[] HEARTBEAT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OPENING = "retry: 1000\n\n".getBytes(StandardCharsets.UTF_8);

    private final EventHub hub;
    private final LoginSessions sessions;
    private final Semaphore streams = new Semaphore(STREAMS);

    public EventsApi(EventHub hub, LoginSessions sessions) {
        this.hub = hub;
        this.sessions = sessions;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/events", this::stream);
    }

    private @Nullable Object stream(Asked asked) throws InterruptedException {
        if (!opened(asked.session())) {
            throw tooMany("this session already has " + LoginSessions.STREAMS + " event streams");
        }
        try {
            if (!streams.tryAcquire()) {
                throw tooMany("this console already has " + STREAMS + " event streams");
            }
            try {
                follow(asked);
            } finally {
                streams.release();
            }
        } finally {
            asked.session().closeStream();
        }
        return null;
    }

    /** A page that was left is noticed when something is sent to it, so whoever turns pages fast seems to have many. */
    private boolean opened(LoginSession session) throws InterruptedException {
        for (int looks = 0; looks < LOOKS; looks++) {
            if (session.openStream()) {
                return true;
            }
            hub.ring().touch(HEARTBEAT);
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return session.openStream();
    }

    private static ProblemException tooMany(String why) {
        return ProblemException.of(ProblemException.TOO_MANY, why, "close a tab");
    }

    private void follow(Asked asked) throws InterruptedException {
        String resumed = asked.header("Last-Event-ID");
        String last = resumed == null ? asked.parameter("last").orElse(null) : resumed;
        try (EventRing.Listener listener = hub.ring().listen(last)) {
            OutputStream out = asked.stream("text/event-stream");
            out.write(OPENING);
            out.flush();
            while (!hub.isClosing() && sessions.isOpen(asked.session())) {
                byte[] next = listener.await(HEARTBEAT_MILLIS);
                out.write(next == null ? HEARTBEAT : next);
                out.flush();
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            // The browser has gone.
        }
    }
}
