package dev.storycrew.topology.runtime;

import java.io.IOException;
import java.nio.file.Path;
import org.rocksdb.NativeLibraryLoader;

/** RocksDB's native library, which is loaded once in a process, and from where we say. */
public final class RocksDbLibrary {
    private RocksDbLibrary() {}

    /**
     * Loads it before the first state store is opened; a no-op if it is loaded.
     *
     * @param folder where it is unpacked, always to the same file: a killed process leaves one copy, not one for each start
     * @throws IOException if it cannot be unpacked there
     * @throws UnsatisfiedLinkError if the system does not load it from there
     */
    public static void load(Path folder) throws IOException {
        NativeLibraryLoader.getInstance().loadLibrary(folder.toAbsolutePath().toString());
    }
}
