package dev.storycrew.console.read;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work of a thread of its own that begins anew after each failure, until it is closed. */
final class Tireless implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tireless.class);
    private static final Duration PAUSE = Duration.ofSeconds(2);

    private final Work work;
    private final Thread thread;
    private volatile boolean closing;

    /** What is done; interrupted at the end. */
    interface Work {
        void run() throws InterruptedException;
    }

    /** @param name of the thread */
    Tireless(String name, Work work) {
        this.work = work;
        this.thread = new Thread(this::run, name);
        this.thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** True from when it is told to end. */
    boolean isClosing() {
        return closing;
    }

    private void run() {
        try {
            while (!closing) {
                try {
                    work.run();
                } catch (RuntimeException e) {
                    if (!closing) {
                        LOG.atWarn()
                                .addKeyValue("event", "console_reading_failed")
                                .addKeyValue("reader", thread.getName())
                                .setCause(e)
                                .log("Reading failed; trying again");
                        TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                    }
                }
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
