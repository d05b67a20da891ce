package dev.storycrew.bench.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** How much is on disk. */
public final class FilesOnDisk {
    private FilesOnDisk() {}

    /** The size of all files below a folder whose names end so. */
    public static long bytes(Path folder, String ending) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            long bytes = 0;
            for (Path file : found.filter(file -> file.toString().endsWith(ending))
                    .filter(Files::isRegularFile)
                    .toList()) {
                bytes += Files.size(file);
            }
            return bytes;
        }
    }
}
