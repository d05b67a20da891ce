package dev.storycrew.bench.faults.process;

import dev.storycrew.stages.runtime.CommitProbe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Ends or stops this process at a point that another process names in a file: {@code AFTER_SENDS KILL} or
 * {@code BEFORE STOP}. The file is removed as the order is carried out.
 */
final class HaltPoints implements CommitProbe {
    private static final int KILLED = 137;

    private final Path orders;

    HaltPoints(Path orders) {
        this.orders = orders;
    }

    @Override
    public synchronized void reached(Step step) {
        try {
            String[] order = Files.readString(orders).strip().split(" ");
            if (!order[0].equals(step.name())) {
                return;
            }
            Files.delete(orders);
            if (order[1].equals("STOP")) {
                stop();
            } else {
                Runtime.getRuntime().halt(KILLED);
            }
        } catch (NoSuchFileException e) {
            // No order.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Like {@code kill -STOP}; resumes where it was when the process is continued. */
    private static void stop() throws IOException {
        try {
            new ProcessBuilder(
                            "kill",
                            "-STOP",
                            Long.toString(ProcessHandle.current().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
