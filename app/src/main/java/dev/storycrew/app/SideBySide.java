package dev.storycrew.app;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.errors.InterruptException;

/** Does several things at the same time, each in a thread of its own. */
final class SideBySide {
    private SideBySide() {}

    /**
     * Returns when all are done. If one fails, the others are still brought to their end.
     *
     * @param name of the threads
     * @throws RuntimeException the first failure, in the order of the list
     * @throws InterruptException if the caller is interrupted; what is not done then is interrupted too
     */
    static void run(String name, List<Runnable> things) {
        ExecutorService threads = Executors.newFixedThreadPool(things.size(), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
        try {
            for (Future<Object> done :
                    threads.invokeAll(things.stream().map(Executors::callable).toList())) {
                done.get();
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException(e.getCause());
        } finally {
            threads.shutdown();
        }
    }
}
