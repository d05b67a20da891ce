package dev.storycrew.history.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.ToIntFunction;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/** Does one step of reading in its own thread, so that it continues while records are being processed. */
final class Relay<T> {
    private static final int WAITING_BATCHES = 8;
    private static final int BATCH_RECORDS = 256;
    private static final int BATCH_BYTES = 128 * 1024;

    private final String thread;
    private final ToIntFunction<T> bytes;
    private final BlockingQueue<Batch<T>> batches = new ArrayBlockingQueue<>(WAITING_BATCHES);
    private List<T> filling = new ArrayList<>();
    private int fillingBytes;

    /**
     * @param thread the name of its thread
     * @param bytes how many bytes each of them holds
     */
    Relay(String thread, ToIntFunction<T> bytes) {
        this.thread = thread;
        this.bytes = bytes;
    }

    /**
     * Some records, in order.
     *
     * @param failure why reading ended; null while it continues, and if it ended normally
     */
    private record Batch<T>(
            List<T> records, boolean last, @Nullable Throwable failure) {}

    /**
     * Hands everything that the source reads to the sink, in the calling thread.
     *
     * @param source reads, and passes each record to the consumer it is given
     */
    void run(Consumer<Consumer<T>> source, Consumer<T> sink) {
        Thread reader = new Thread(() -> read(source), thread);
        reader.setDaemon(true);
        reader.start();
        try {
            Batch<T> batch;
            do {
                batch = batches.take();
                batch.records().forEach(sink);
            } while (!batch.last());
            if (batch.failure() instanceof Error error) {
                throw error;
            }
            if (batch.failure() instanceof RuntimeException failure) {
                throw failure;
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            reader.interrupt();
        }
    }

    private void read(Consumer<Consumer<T>> source) {
        Throwable failure = null;
        try {
            source.accept(this::add);
        } catch (RuntimeException | Error e) {
            // Errors too: otherwise whoever waits for the records would wait for ever.
            failure = e;
        }
        try {
            batches.put(new Batch<>(filling, true, failure));
        } catch (InterruptedException e) {
            // Nobody waits for it any more.
            Thread.currentThread().interrupt();
        }
    }

    private void add(T read) {
        filling.add(read);
        fillingBytes += bytes.applyAsInt(read);
        if (filling.size() < BATCH_RECORDS && fillingBytes < BATCH_BYTES) {
            return;
        }
        try {
            batches.put(new Batch<>(filling, false, null));
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        filling = new ArrayList<>();
        fillingBytes = 0;
    }
}
