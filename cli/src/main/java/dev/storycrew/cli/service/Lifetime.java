package dev.storycrew.cli.service;

import java.io.PrintWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a command started; closed once, in reverse order, also on Ctrl-C. */
public final class Lifetime implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final Thread hook;

    public Lifetime(PrintWriter terminal) {
        hook = new Thread(
                () -> {
                    terminal.println(
                            "Stopping; calls in progress may finish. The same command resumes where it left off.");
                    terminal.flush();
                    end();
                },
                "stopping");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public synchronized void add(AutoCloseable closeable) {
        started.push(closeable);
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is already stopping, and the hook finds nothing left to do.
        }
    }

    private synchronized void end() {
        while (!started.isEmpty()) {
            try {
                started.pop().close();
            } catch (Exception e) {
                LOG.atWarn().addKeyValue("event", "close_failed").setCause(e).log("Something did not close cleanly");
            }
        }
    }
}
