package dev.storycrew.app;

import dev.storycrew.files.system.NotWrittenException;
import dev.storycrew.files.system.SystemReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where a service keeps its state. Kafka Streams finds out late, and in its own words, that it cannot write there. */
final class StateFolder {
    private StateFolder() {}

    /**
     * Creates it if missing, and makes sure that files can be written in it.
     *
     * @throws NotWrittenException if not
     */
    static void prepare(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "writable", null));
        } catch (IOException e) {
            throw new NotWrittenException(
                    "the service's state cannot be written: " + SystemReason.withFile(e)
                            + "; fix that, or choose another folder with --data",
                    e);
        }
    }
}
