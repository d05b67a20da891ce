package dev.storycrew.embedded;

import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a broker's and a registry's data, for one process at a time. A second broker on it could damage the
 * first, so it is locked before anything starts. It may be copied and moved while no process has it, and a newer version
 * opens it; a version that does not know its format refuses it.
 */
public final class DataFolder implements AutoCloseable {
    /** Raised when an older version could no longer work with what is written. Folders without the file have format 1. */
    private static final int FORMAT = 1;

    private static final String FORMAT_FILE = "format";

    private final Path path;
    private final FileChannel channel;

    private DataFolder(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Creates the folder if missing, and locks it.
     *
     * @throws EmbeddedSystemException when another process has it, or it cannot be written to, or a newer version made it
     */
    public static DataFolder lock(Path path) {
        try {
            Files.createDirectories(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new EmbeddedSystemException("the data folder " + path
                        + " is in use by another run; wait for it, stop it, or choose another folder with --data");
            }
            try {
                requireKnownFormat(path);
            } catch (IOException | EmbeddedSystemException e) {
                channel.close();
                throw e;
            }
            return new DataFolder(path, channel);
        } catch (IOException e) {
            throw new EmbeddedSystemException(
                    "the data folder " + path + " cannot be used: " + SystemReason.withFile(e)
                            + "; fix that, or choose another with --data",
                    e);
        }
    }

    private static void requireKnownFormat(Path path) throws IOException {
        Path file = path.resolve(FORMAT_FILE);
        String format = Files.exists(file)
                ? Files.readString(file, StandardCharsets.ISO_8859_1).strip()
                : "";
        if (format.isEmpty()) {
            Files.writeString(file, FORMAT + "\n", StandardCharsets.ISO_8859_1);
        } else if (!format.matches("[0-9]{1,9}")) {
            throw new EmbeddedSystemException(file
                    + " does not hold a format number, as it should; if this is a data folder of StoryCrew's, restore"
                    + " it from a backup, otherwise choose another with --data");
        } else if (Integer.parseInt(format) > FORMAT) {
            throw new EmbeddedSystemException("the data folder " + path
                    + " was written by a newer version of StoryCrew (format " + format
                    + "; this version knows formats up to " + FORMAT
                    + "); use that version, or choose another folder with --data");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
