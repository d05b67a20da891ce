package dev.storycrew.cli.service;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.core.supervision.Supervision;
import dev.storycrew.core.text.Counted;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what a command does until it is done, until something that it cannot do without has stopped for good, or until
 * the process is told to stop; then closes what was started, in reverse order. Calls in hand may end first. What does
 * not close in time is left to the end of the process: nothing is lost by that, as by kill -9.
 */
public final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    /** By when a wait is worth a line, and how often it is repeated. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private static final Duration REPEAT = Duration.ofSeconds(15);

    /** With nothing in hand, a stop takes no longer than this and the end of the JVM. */
    private static final long STOP_MILLIS = 1500;
    /** The same where nobody waits at a terminal for it. */
    private static final long CLOSE_MILLIS = 30_000;
    /** However much is in hand: the bound for calls, and some time to commit them. */
    private static final long LONGEST_MILLIS = 70_000;

    private static final long LOOK_MILLIS = 50;
    private static final long WORD_AFTER_MILLIS = 300;
    private static final int BY_SIGNAL = 128;
    private static final int HANGUP = 1;

    private final PrintWriter terminal;
    private final IntConsumer halt;
    private final Supervision supervision;
    private final Deque<AutoCloseable> started = new ArrayDeque<>();
    private final CompletableFuture<Integer> end = new CompletableFuture<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicBoolean asked = new AtomicBoolean();
    private final Map<String, Duration> told = new HashMap<>();
    private volatile IntSupplier inHand = () -> 0;
    private volatile String goodbye =
            "Stopping; calls in progress may finish. The same command resumes where it left off.";
    private volatile Consumer<String> lines = this::print;
    /** The number of the signal that ended it; 0 if none did. */
    private volatile int signal;

    /** True once the body has ended by itself. */
    private volatile boolean done;

    private boolean closing;

    /** What a command does. */
    public interface Body {
        /**
         * Does it; interrupted when it must end early.
         *
         * @return the exit code
         */
        int run(Lifetime lifetime) throws Exception;
    }

    /** @param halt ends the process on the spot */
    Lifetime(PrintWriter terminal, IntConsumer halt, Supervision supervision) {
        this.terminal = terminal;
        this.halt = halt;
        this.supervision = supervision;
    }

    /**
     * Runs it.
     *
     * @return the body's exit code; 128 and its number if a signal ended it
     * @throws OutOfReachException if something stopped for good
     * @throws Exception what the body throws
     */
    public static int of(PrintWriter terminal, Body body) throws Exception {
        Lifetime lifetime = new Lifetime(terminal, Runtime.getRuntime()::halt, new Supervision());
        Thread hook = new Thread(lifetime::hungUp, "stopping");
        Runtime.getRuntime().addShutdownHook(hook);
        try (Signals signals = new Signals(lifetime::signalled)) {
            return lifetime.live(body);
        } finally {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException e) {
                // The JVM is already stopping; the hook has nothing left to wait for.
            }
        }
    }

    /** Whom threads tell that they stopped for good, and what they wait for. */
    public Supervision supervision() {
        return supervision;
    }

    /** Something to close in the end; closed at once if the end has come. */
    public void add(AutoCloseable closeable) {
        boolean late;
        synchronized (this) {
            late = closing;
            if (!late) {
                started.push(closeable);
            }
        }
        if (late) {
            close(closeable);
        }
    }

    /** Services to close in the end; their calls in hand may be finished first. */
    public void add(AutoCloseable services, IntSupplier callsInHand) {
        inHand = callsInHand;
        add(services);
    }

    /** What is said when a signal ends it; empty for nothing. */
    public void goodbye(String sentence) {
        goodbye = sentence;
    }

    /** Shows its lines in another way from here on. */
    void linesTo(Consumer<String> display) {
        lines = display;
    }

    /** Runs it. */
    int live(Body body) throws Exception {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(this::threadEnded);
        supervision.onFailure(sentence -> end.completeExceptionally(new OutOfReachException(
                sentence + "; nothing is lost, and the same command resumes where it left off")));
        Thread worker = new Thread(() -> work(body), "command");
        worker.setDaemon(true);
        worker.start();
        try {
            return awaitEnd();
        } finally {
            boolean early = !done;
            if (signal != 0) {
                lines = this::print;
                if (!goodbye.isEmpty()) {
                    say(goodbye);
                }
            }
            worker.interrupt();
            closeAll(worker, early);
            closed.countDown();
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    /** A signal arrived; the second one, whatever the first was, ends the process at once. */
    void signalled(int number) {
        if (!asked.compareAndSet(false, true)) {
            say(cost(inHand.getAsInt()));
            halt.accept(BY_SIGNAL + number);
            return;
        }
        signal = number;
        LOG.atInfo()
                .addKeyValue("event", "stopping")
                .addKeyValue("calls_in_hand", inHand.getAsInt())
                .log("Told to stop");
        end.complete(BY_SIGNAL + number);
    }

    /** What it costs to stop at once. */
    static String cost(int calls) {
        return calls == 0
                ? "Stopped at once; no call was in progress."
                : "Stopped at once with " + Counted.of(calls, "call") + " in progress, to be paid for and made again.";
    }

    /** The JVM is going down by another way than {@link #signalled}, such as the end of its terminal. */
    private void hungUp() {
        if (asked.compareAndSet(false, true)) {
            signal = HANGUP;
            end.complete(BY_SIGNAL + HANGUP);
        }
        try {
            if (!closed.await(LONGEST_MILLIS, TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("event", "closing_abandoned").log("Not everything closed in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Body body) {
        try {
            int code = body.run(this);
            done = true;
            end.complete(code);
        } catch (Throwable e) {
            done = true;
            end.completeExceptionally(e);
        }
    }

    private void threadEnded(Thread thread, Throwable cause) {
        LOG.atError()
                .addKeyValue("event", "thread_failed")
                .addKeyValue("thread", thread.getName())
                .setCause(cause)
                .log("A thread stopped for good");
        supervision.failed("the thread " + thread.getName(), cause);
    }

    private int awaitEnd() throws Exception {
        while (true) {
            try {
                return end.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                tellWaits();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e.getCause() instanceof Exception cause ? cause : e;
            }
        }
    }

    private void tellWaits() {
        var overdue = supervision.overdue(SILENCE);
        told.keySet()
                .removeIf(what -> overdue.stream().noneMatch(wait -> wait.what().equals(what)));
        for (Supervision.Overdue wait : overdue) {
            Duration last = told.get(wait.what());
            if (last == null || wait.lasting().minus(last).compareTo(REPEAT) >= 0) {
                told.put(wait.what(), wait.lasting());
                lines.accept(wait.sentence());
            }
        }
    }

    /** @param early true when it must not take longer than a person waits */
    private void closeAll(Thread worker, boolean early) {
        Thread closer = new Thread(() -> closeInOrder(worker), "closing");
        closer.setDaemon(true);
        closer.start();
        long began = System.nanoTime();
        long idleSince = began;
        boolean worded = false;
        try {
            while (closer.isAlive()) {
                closer.join(LOOK_MILLIS);
                long now = System.nanoTime();
                int calls = inHand.getAsInt();
                if (calls > 0) {
                    idleSince = now;
                    if (!worded && millis(now - began) >= WORD_AFTER_MILLIS) {
                        worded = true;
                        say("Waiting for " + Counted.of(calls, "call")
                                + " in progress, at most 60 s. A second Ctrl-C stops at once; calls in progress are then"
                                + " paid for and made again.");
                    }
                }
                if (millis(now - idleSince) > (early ? STOP_MILLIS : CLOSE_MILLIS)
                        || millis(now - began) > LONGEST_MILLIS) {
                    LOG.atInfo()
                            .addKeyValue("event", "closing_abandoned")
                            .addKeyValue("calls_in_hand", calls)
                            .log("Not everything closed in time; the rest ends with the process, and nothing is lost");
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeInOrder(Thread worker) {
        while (true) {
            AutoCloseable next;
            synchronized (this) {
                next = started.poll();
                closing = next == null;
            }
            if (next == null) {
                break;
            }
            close(next);
        }
        try {
            worker.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            LOG.atWarn().addKeyValue("event", "close_failed").setCause(e).log("Something did not close cleanly");
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    /** Prints it, and does not wait for a reader who has stopped reading. */
    private void say(String line) {
        Thread printing = new Thread(() -> print(line), "last-words");
        printing.setDaemon(true);
        printing.start();
        try {
            printing.join(WORD_AFTER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void print(@Nullable String line) {
        terminal.println(line);
        terminal.flush();
    }
}
