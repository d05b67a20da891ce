package dev.storycrew.bench.faults.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A folder on a disk of its own (a mounted image file), which can be filled at any moment. Needs root,
 * loop devices and mkfs.ext4. The image stays behind as evidence.
 */
public final class SmallDisk implements AutoCloseable {
    /** The suffix of its image file. */
    static final String IMAGE = ".img";

    private static final String SIZE = "2g";
    private static final long KILOBYTES_LEFT = 64;

    private final Path folder;

    private SmallDisk(Path folder) {
        this.folder = folder;
    }

    /** Mounts one; null if that is not possible. */
    public static @Nullable SmallDisk mount(Path folder) throws IOException {
        Files.createDirectories(folder);
        String image = folder + IMAGE;
        boolean mounted = Shell.root()
                && Shell.run("truncate", "-s", SIZE, image)
                && Shell.run("mkfs.ext4", "-q", "-F", "-m", "0", image)
                && Shell.run("mount", "-o", "loop", image, folder.toString());
        if (!mounted) {
            Files.deleteIfExists(Path.of(image));
            return null;
        }
        Shell.run("rmdir", folder.resolve("lost+found").toString());
        return new SmallDisk(folder);
    }

    /** Leaves only a few kilobytes of space. If somebody takes those meanwhile, it leaves all that there was. */
    public boolean fill() {
        String free = Shell.read("df", "-k", "--output=avail", folder.toString());
        if (free.isEmpty()) {
            return false;
        }
        long kilobytes =
                Long.parseLong(free.substring(free.lastIndexOf('\n') + 1).strip());
        boolean filled =
                Shell.run("fallocate", "-l", Math.max(1, kilobytes - KILOBYTES_LEFT) + "k", filler().toString());
        if (!filled) {
            // What could be had was taken all the same, and nobody else gives it back.
            makeRoom();
        }
        return filled;
    }

    public boolean makeRoom() {
        return Shell.run("rm", filler().toString());
    }

    private Path filler() {
        return folder.resolve("filler");
    }

    @Override
    public void close() {
        if (!Shell.run("umount", folder.toString())) {
            Shell.run("umount", "-l", folder.toString());
        }
    }
}
