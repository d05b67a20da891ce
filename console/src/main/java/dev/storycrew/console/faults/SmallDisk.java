package dev.storycrew.console.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A folder that is a disk of its own and can be made full at any moment. Needs root. */
final class SmallDisk implements AutoCloseable {
    private static final String ROOMY = "2g";
    private static final long KILOBYTES_LEFT = 64;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one; null where that cannot be done. */
    static @Nullable SmallDisk mount(Path folder) throws IOException {
        Files.createDirectories(folder);
        boolean mounted =
                Shell.root() && Shell.run("mount", "-t", "tmpfs", "-o", "size=" + ROOMY, "tmpfs", folder.toString());
        return mounted ? new SmallDisk(folder) : null;
    }

    /** Leaves no more room than a few kilobytes. */
    boolean fill() {
        String used = Shell.read("df", "-k", "--output=used", folder.toString());
        if (used.isEmpty()) {
            return false;
        }
        long kilobytes =
                Long.parseLong(used.substring(used.lastIndexOf('\n') + 1).strip());
        return Shell.run("mount", "-o", "remount,size=" + (kilobytes + KILOBYTES_LEFT) + "k", folder.toString());
    }

    boolean makeRoom() {
        return Shell.run("mount", "-o", "remount,size=" + ROOMY, folder.toString());
    }

    @Override
    public void close() {
        Shell.run("umount", "-l", folder.toString());
    }
}
