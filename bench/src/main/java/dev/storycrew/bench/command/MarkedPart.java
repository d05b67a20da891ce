package dev.storycrew.bench.command;

import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document that a benchmark writes. */
final class MarkedPart {
    static final String BEGIN = "<!-- measured -->";
    /** Begins the part of {@code bench peers}, in a document that has another one. */
    static final String BEGIN_PEERS = "<!-- measured: peers -->";

    static final String END = "<!-- end -->";

    private MarkedPart() {}

    /**
     * Replaces what stands between the two lines.
     *
     * @throws UsageException if the file has not both of them, in this order
     */
    static void replace(Path file, String text) throws IOException {
        replace(file, BEGIN, text);
    }

    /**
     * Replaces what stands between a line and the next {@link #END}.
     *
     * @throws UsageException if the file has not both of them, in this order
     */
    static void replace(Path file, String beginning, String text) throws IOException {
        String whole = Files.readString(file);
        int begin = whole.indexOf(beginning + "\n");
        int end = whole.indexOf(END + "\n", Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new UsageException(file + ": has no line '" + beginning + "' with a line '" + END + "' after it");
        }
        Files.writeString(
                file, whole.substring(0, begin) + beginning + "\n" + text.strip() + "\n" + whole.substring(end));
    }
}
