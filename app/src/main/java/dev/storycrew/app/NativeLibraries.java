package dev.storycrew.app;

import dev.storycrew.files.system.SystemReason;
import dev.storycrew.topology.runtime.RocksDbLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where the native libraries of RocksDB, zstd and snappy are unpacked. By themselves they take the temporary folder,
 * from which hardened servers load nothing (mounted {@code noexec}), and a killed process leaves its copies there.
 */
public final class NativeLibraries {
    private static final List<String> SETTINGS = List.of("ZstdTempFolder", "org.xerial.snappy.tempdir");
    private static final Duration IN_USE_AT_MOST = Duration.ofMinutes(1);
    private static final String ADVICE =
            "use --data, or STORYCREW_JAVA_OPTS=-Djava.io.tmpdir=DIR, with a folder that can be written to and is not mounted noexec";

    private final Path folder;

    private NativeLibraries(Path folder) {
        this.folder = folder;
    }

    /**
     * Unpacks into this folder, or if it can load nothing, into the temporary folder.
     *
     * @param wanted created if missing; copies that killed processes left there are deleted
     */
    public static NativeLibraries in(Path wanted) {
        Path folder = wanted.toAbsolutePath();
        if (objectionTo(folder).isEmpty()) {
            tidy(folder);
            use(folder);
            return new NativeLibraries(folder);
        }
        return new NativeLibraries(temporary());
    }

    /**
     * For a command without a folder of its own: the temporary folder, or if that can load nothing, the user's cache.
     */
    public static void whereTheyCanBeLoaded() {
        if (!objectionTo(temporary()).isEmpty()) {
            Path cache = Path.of(System.getProperty("user.home", "."), ".cache", "storycrew", "native");
            if (objectionTo(cache).isEmpty()) {
                tidy(cache);
                use(cache);
            }
        }
    }

    /**
     * Loads RocksDB's, before anything waits for a state store.
     *
     * @throws OutOfReachException if it cannot be loaded; the message says from where and why
     */
    public void loadRocksDb() {
        try {
            RocksDbLibrary.load(folder);
        } catch (IOException e) {
            throw new OutOfReachException(
                    "RocksDB's native library cannot be unpacked: " + SystemReason.withFile(e) + "; " + ADVICE);
        } catch (LinkageError e) {
            throw new OutOfReachException(sentence(e));
        }
    }

    /** True when a native library is missing. */
    public static boolean isMeantBy(Throwable problem) {
        for (Throwable each = problem; each != null; each = each.getCause()) {
            if (each instanceof UnsatisfiedLinkError
                    || String.valueOf(each.getMessage()).contains("luben.zstd")
                    || String.valueOf(each.getMessage()).contains("xerial.snappy")) {
                return true;
            }
        }
        return false;
    }

    /** What to tell about one that cannot be loaded. */
    public static String sentence(Throwable problem) {
        Throwable cause = problem;
        while (cause.getCause() != null && !(cause instanceof UnsatisfiedLinkError)) {
            cause = cause.getCause();
        }
        return "a native library cannot be loaded: "
                + String.valueOf(cause.getMessage()).lines().findFirst().orElse("") + "; " + ADVICE;
    }

    private static void use(Path folder) {
        SETTINGS.forEach(setting -> System.setProperty(setting, folder.toString()));
    }

    private static Path temporary() {
        return Path.of(System.getProperty("java.io.tmpdir", ".")).toAbsolutePath();
    }

    /** Why nothing can be loaded from a folder; empty if something can. A file on a noexec mount is never executable. */
    private static String objectionTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Path probe = Files.createTempFile(folder, "probe", ".so");
            try {
                return probe.toFile().setExecutable(true) && Files.isExecutable(probe) ? "" : "mounted noexec";
            } finally {
                Files.delete(probe);
            }
        } catch (IOException | UncheckedIOException e) {
            return SystemReason.of(e);
        }
    }

    private static void tidy(Path folder) {
        Instant before = Instant.now().minus(IN_USE_AT_MOST);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            // What is left takes room, no more.
        }
    }
}
