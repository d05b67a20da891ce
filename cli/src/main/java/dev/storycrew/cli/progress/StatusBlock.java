package dev.storycrew.cli.progress;

import dev.storycrew.core.text.Counted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** What the last lines of a terminal tell: how far all is, and below it what is under way. Never wider than the terminal. */
final class StatusBlock {
    static final StatusBlock EMPTY = new StatusBlock("", null);

    private static final int ROOM_FOR_A_BAR = 60;
    private static final int WIDEST_BAR = 30;
    /** The share of a terminal's rows that may be taken by what is under way. */
    private static final int SHARE_OF_ROWS = 3;

    private static final int MOST_UNDER_WAY = 12;

    private final String step;
    private final @Nullable Standing standing;

    private StatusBlock(String step, @Nullable Standing standing) {
        this.step = step;
        this.standing = standing;
    }

    /** While things are being started. */
    static StatusBlock step(String what) {
        return new StatusBlock(what, null);
    }

    static StatusBlock of(Standing standing) {
        return new StatusBlock("", standing);
    }

    /**
     * Its lines, from the first.
     *
     * @param size of the terminal
     * @param elapsed since the start
     * @param now in milliseconds since the epoch
     */
    List<AttributedString> lines(TerminalSize size, Duration elapsed, long now) {
        String time = String.format(Locale.ROOT, "%d:%02d", elapsed.toMinutes(), elapsed.toSecondsPart());
        List<AttributedString> lines = new ArrayList<>();
        if (standing == null) {
            return step.isEmpty()
                    ? lines
                    : List.of(cut(new AttributedStringBuilder().append(time + "  " + clean(step)), size));
        }
        lines.add(cut(first(standing, size.columns(), time), size));
        int room = Math.max(1, Math.min(MOST_UNDER_WAY, size.rows() / SHARE_OF_ROWS));
        List<Standing.UnderWay> all = standing.underWay();
        int shown = standing.atWork() <= room ? Math.min(room, all.size()) : Math.min(all.size(), room - 1);
        for (Standing.UnderWay one : all.subList(all.size() - shown, all.size())) {
            lines.add(cut(
                    new AttributedStringBuilder()
                            .append("  " + clean(one.what()))
                            .append(
                                    "  " + lasting(Duration.ofMillis(Math.max(0, now - one.since()))),
                                    AttributedStyle.DEFAULT.faint()),
                    size));
        }
        if (shown < standing.atWork()) {
            lines.add(cut(
                    new AttributedStringBuilder()
                            .append(String.format(Locale.ROOT, "  and %,d more", standing.atWork() - shown)),
                    size));
        }
        return lines;
    }

    private static AttributedStringBuilder first(Standing standing, int columns, String time) {
        AttributedStringBuilder line = new AttributedStringBuilder();
        if (standing.of() > 0) {
            if (columns >= ROOM_FOR_A_BAR) {
                bar(line, standing, Math.min(WIDEST_BAR, columns / 4));
            }
            line.append(standing.ended() + " of " + Counted.of(standing.of(), "chapter") + "  ");
        }
        line.append(time);
        if (standing.needy() > 0) {
            line.append("  ")
                    .append(
                            standing.needy() + (standing.needy() == 1 ? " needs you" : " need you"),
                            AttributedStyle.DEFAULT.foreground(AttributedStyle.YELLOW));
        }
        Standing.Spending cost = standing.cost();
        if (cost != null) {
            line.append("  " + cost.text());
        }
        return line;
    }

    private static String lasting(Duration time) {
        return time.toMinutes() == 0
                ? time.toSeconds() + " s"
                : String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart());
    }

    private static void bar(AttributedStringBuilder line, Standing standing, int cells) {
        int full = cells * Math.min(standing.ended(), standing.of()) / standing.of();
        line.append("[")
                .append(
                        "=".repeat(full) + (full < cells ? ">" : ""),
                        AttributedStyle.DEFAULT.foreground(AttributedStyle.GREEN))
                .append(" ".repeat(Math.max(0, cells - full - 1)) + "] ");
    }

    private static AttributedString cut(AttributedStringBuilder line, TerminalSize size) {
        return line.columnSubSequence(0, Math.max(0, size.columns() - 1));
    }

    /** A terminal shows a line break or another control character of a title as something else than text. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
