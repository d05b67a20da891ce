package dev.storycrew.cli;

import dev.storycrew.files.system.SystemReason;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written: Java's own print streams swallow it, and a result that
 * never arrived would pass for written. Always UTF-8.
 */
final class StandardOutput extends OutputStream {
    private final OutputStream to;
    private volatile @Nullable IOException failure;

    StandardOutput(OutputStream to) {
        this.to = to;
    }

    /** This process's standard output; from here on {@code System.out} goes through it. */
    static StandardOutput ofThisProcess() {
        StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
        System.setOut(new PrintStream(output, true, StandardCharsets.UTF_8));
        return output;
    }

    /** A writer for a command; whoever prints to it flushes it. */
    PrintWriter writer() {
        return new PrintWriter(new OutputStreamWriter(this, StandardCharsets.UTF_8), true);
    }

    /** Why output was lost; empty when all of it was written, or the reader wanted no more of it ({@code | head -1}). */
    Optional<String> loss() {
        IOException found = failure;
        return found == null || String.valueOf(found.getMessage()).contains("Broken pipe")
                ? Optional.empty()
                : Optional.of(SystemReason.of(found));
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        if (failure != null) {
            throw new IOException("standard output failed before", failure);
        }
        try {
            to.write(bytes, from, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }
}
