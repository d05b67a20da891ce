package dev.storycrew.bench.faults.process;

import java.io.IOException;
import java.io.InputStream;

/** A child process that ends when its parent does: the parent holds the other end of its standard input. */
final class Tether {
    private static final int TERMINATED = 143;

    private Tether() {}

    /** Ends this process at once when its standard input ends. */
    static void tie() {
        Thread thread = new Thread(() -> waitForTheEndOf(System.in), "tether");
        thread.setDaemon(true);
        thread.start();
    }

    private static void waitForTheEndOf(InputStream parent) {
        try {
            while (parent.read() >= 0) {
                // Ignores any input; only the end counts.
            }
        } catch (IOException e) {
            // The end, too.
        }
        Runtime.getRuntime().halt(TERMINATED);
    }
}
