package dev.storycrew.console.api;

import dev.storycrew.console.web.ConsoleJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The last events, and the browsers that listen. One that was away for a moment hears what it missed; one that missed more,
 * or comes from another process, is told to read its page again. Nobody waits for a slow one.
 */
final class EventRing {
    /** How many events may wait for one browser. */
    static final int QUEUE = 500;

    /** How many events are kept. */
    static final int KEPT = 2000;

    private final String process;
    private final Deque<Told> kept = new ArrayDeque<>();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private long next = 1;

    /** An event, as it goes out. */
    private record Told(long number, byte[] bytes) {}

    record Reset() {}

    /** @param process tells the ids of this process from those of others */
    EventRing(String process) {
        this.process = process;
    }

    /** A browser's place. */
    final class Listener implements AutoCloseable {
        private final BlockingQueue<byte[]> queue = new LinkedBlockingQueue<>(QUEUE);

        /** What goes out next; null if there was nothing for some time. */
        byte @Nullable [] await(long millis) throws InterruptedException {
            return queue.poll(millis, TimeUnit.MILLISECONDS);
        }

        private void offer(byte[] bytes, byte[] reset) {
            if (!queue.offer(bytes)) {
                // Whoever is this far behind has to read its page again.
                queue.clear();
                queue.add(reset);
            }
        }

        @Override
        public void close() {
            listeners.remove(this);
        }
    }

    /**
     * Begins to listen.
     *
     * @param last the id of the last event that the browser has; null for none
     */
    synchronized Listener listen(@Nullable String last) {
        Listener listener = new Listener();
        if (last != null && !last.isEmpty()) {
            String prefix = process + "-";
            long number =
                    last.startsWith(prefix) && last.substring(prefix.length()).matches("[0-9]{1,18}")
                            ? Long.parseLong(last.substring(prefix.length()))
                            : -1;
            long first = kept.isEmpty() ? next : kept.getFirst().number;
            List<Told> missed =
                    kept.stream().filter(told -> told.number > number).toList();
            if (number < first - 1 || number >= next || missed.size() >= QUEUE) {
                listener.queue.add(bytes(next - 1, "reset", new Reset()));
            } else {
                missed.forEach(told -> listener.queue.add(told.bytes));
            }
        }
        listeners.add(listener);
        return listener;
    }

    /** True if anybody listens. */
    boolean isHeard() {
        return !listeners.isEmpty();
    }

    /** The id of the last event; whoever begins to listen from there hears all later ones. */
    synchronized String here() {
        return process + "-" + (next - 1);
    }

    /** Tells all listeners. @param data becomes JSON */
    synchronized void tell(String name, Object data) {
        Told told = new Told(next, bytes(next, name, data));
        next++;
        kept.add(told);
        if (kept.size() > KEPT) {
            kept.remove();
        }
        byte[] reset = bytes(told.number, "reset", new Reset());
        listeners.forEach(listener -> listener.offer(told.bytes, reset));
    }

    /** Sends something to those who have nothing to hear, which shows who has gone. */
    void touch(byte[] comment) {
        listeners.stream()
                .filter(listener -> listener.queue.isEmpty())
                .forEach(listener -> listener.queue.offer(comment));
    }

    /** Tells all listeners to read their pages again. */
    void reset() {
        tell("reset", new Reset());
    }

    private byte[] bytes(long number, String name, Object data) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(
                ("id: " + process + "-" + number + "\nevent: " + name + "\ndata: ").getBytes(StandardCharsets.UTF_8));
        // JSON has no line breaks of its own.
        all.writeBytes(ConsoleJson.bytes(data));
        all.writeBytes("\n\n".getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }
}
