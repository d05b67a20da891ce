package dev.storycrew.app.health;

import dev.storycrew.app.OutOfReachException;
import dev.storycrew.core.text.TerminalText;
import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Exit;

/** Stops before a disk is full: a broker without space halts its process on the spot. */
public final class DiskWatch {
    private static final long MIN_BYTES = 32L * 1024 * 1024;
    private static final int HALTED = 3;
    private static final int PROBE_BYTES = 64 * 1024;
    private static final long INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Path folder;
    private final FileStore store;
    private long nextLook = System.nanoTime();

    private DiskWatch(Path folder, FileStore store) {
        this.folder = folder;
        this.store = store;
    }

    public static DiskWatch on(Path folder) throws IOException {
        Exit.setHaltProcedure((status, message) -> {
            System.err.println("storycrew: the broker can no longer use " + TerminalText.harmless(folder.toString())
                    + ": " + reason(folder) + "; fix that and run the same command again; nothing is lost");
            Runtime.getRuntime().halt(HALTED);
        });
        DiskWatch watch = new DiskWatch(folder, Files.getFileStore(folder));
        watch.requireSpace();
        return watch;
    }

    /** What is in the way, found out by doing what the broker does: Kafka's own message does not come this far. */
    static String reason(Path folder) {
        try {
            Path probe = Files.createTempFile(folder, "probe", ".tmp");
            try {
                Files.write(probe, new byte[PROBE_BYTES]);
            } finally {
                Files.deleteIfExists(probe);
            }
            return "the log there says why";
        } catch (IOException e) {
            return SystemReason.of(e);
        }
    }

    public void requireSpace() throws IOException {
        if (System.nanoTime() - nextLook < 0) {
            return;
        }
        nextLook = System.nanoTime() + INTERVAL_NANOS;
        if (store.getUsableSpace() < MIN_BYTES) {
            throw new OutOfReachException("less than " + MIN_BYTES / 1024 / 1024 + " MB free for " + folder
                    + "; make room and run the same command again; nothing is lost");
        }
    }
}
