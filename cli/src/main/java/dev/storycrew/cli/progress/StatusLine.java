package dev.storycrew.cli.progress;

import dev.storycrew.core.text.Counted;
import java.time.Duration;
import java.util.Locale;
import org.jline.utils.AttributedString;

/**
 * What the last line of a terminal tells.
 *
 * @param ended chapters that have ended
 * @param of how many chapters there are; 0 while things are being started
 * @param now what is under way; may be empty
 */
record StatusLine(int ended, int of, String now) {
    static final StatusLine EMPTY = new StatusLine(0, 0, "");

    private static final int ROOM_FOR_A_BAR = 60;
    private static final int WIDEST_BAR = 30;

    /**
     * As wide as there is room for, and never so wide that the terminal would begin another line.
     *
     * @param columns of the terminal
     * @param elapsed since the start
     */
    String text(int columns, Duration elapsed) {
        if (equals(EMPTY)) {
            return "";
        }
        String count = of == 0 ? "" : ended + " of " + Counted.of(of, "chapter") + "  ";
        String bar = of == 0 || columns < ROOM_FOR_A_BAR ? "" : bar(Math.min(WIDEST_BAR, columns / 4)) + " ";
        String time = String.format(Locale.ROOT, "%d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
        String whole = bar + count + time + (now.isEmpty() ? "" : "  " + now);
        // A terminal shows a line break or another control character of a title as something else than text.
        AttributedString shown = new AttributedString(whole.replaceAll("\\p{Cntrl}", " "));
        return shown.columnSubSequence(0, Math.max(0, columns - 1)).toString();
    }

    private String bar(int cells) {
        int full = cells * ended / of;
        return "[" + "=".repeat(full) + (full < cells ? ">" : "") + " ".repeat(Math.max(0, cells - full - 1)) + "]";
    }
}
