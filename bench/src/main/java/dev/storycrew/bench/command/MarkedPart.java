package dev.storycrew.bench.command;

import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The part of a document that a benchmark writes. */
final class MarkedPart {
    static final String BEGIN = "<!-- measured -->";
    static final String END = "<!-- end -->";

    private MarkedPart() {}

    /**
     * Replaces what stands between the two lines.
     *
     * @throws UsageException if the file has not both of them, in this order
     */
    static void replace(Path file, String text) throws IOException {
        String whole = Files.readString(file);
        int begin = whole.indexOf(BEGIN + "\n");
        int end = whole.indexOf(END + "\n", Math.max(0, begin));
        if (begin < 0 || end < 0) {
            throw new UsageException(file + ": has no line '" + BEGIN + "' with a line '" + END + "' after it");
        }
        Files.writeString(file, whole.substring(0, begin) + BEGIN + "\n" + text.strip() + "\n" + whole.substring(end));
    }
}
