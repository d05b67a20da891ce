package dev.storycrew.cli.progress;

import java.util.Optional;
import java.util.Scanner;

/**
 * How large a terminal is.
 *
 * @param rows at least 1
 * @param columns at least 1
 */
record TerminalSize(int rows, int columns) {
    private static final int USUAL_ROWS = 24;
    private static final int USUAL_COLUMNS = 80;

    /**
     * Reads what {@code stty size} prints: rows and columns. A terminal that does not know its size says 0.
     *
     * @return empty if it is something else
     */
    static Optional<TerminalSize> parse(String rowsAndColumns) {
        try (Scanner words = new Scanner(rowsAndColumns)) {
            if (!words.hasNextInt()) {
                return Optional.empty();
            }
            int rows = words.nextInt();
            if (!words.hasNextInt()) {
                return Optional.empty();
            }
            int columns = words.nextInt();
            return Optional.of(new TerminalSize(rows <= 0 ? USUAL_ROWS : rows, columns <= 0 ? USUAL_COLUMNS : columns));
        }
    }
}
