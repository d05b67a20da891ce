package dev.storycrew.cli.progress;

import dev.storycrew.core.text.TerminalText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A status line at the bottom of a terminal, and lines above it. The cursor waits at the status line's beginning: what a
 * Ctrl-C echoes there, and what a terminal makes of the line when it becomes narrower, is erased with the line. Safe for
 * use by many threads.
 */
public final class LiveDisplay implements Progress.Display {
    private static final String ERASE_FROM_HERE = "\r\u001b[J";
    private static final long TICK_MILLIS = 500;

    private final PrintWriter out;
    private final IntSupplier columns;
    private final long began = System.nanoTime();
    private StatusLine status = StatusLine.EMPTY;
    private String drawn = "";
    private int drawnColumns;
    private @Nullable Thread ticker;
    private boolean closed;

    private LiveDisplay(PrintWriter out, IntSupplier columns) {
        this.out = out;
        this.columns = columns;
    }

    /** @param columns how wide the terminal is now */
    public static LiveDisplay start(PrintWriter out, IntSupplier columns) {
        LiveDisplay display = new LiveDisplay(out, columns);
        Thread ticker = new Thread(display::tick, "status-line");
        ticker.setDaemon(true);
        display.ticker = ticker;
        ticker.start();
        return display;
    }

    @Override
    public synchronized void line(String text) {
        if (!closed) {
            out.print(ERASE_FROM_HERE);
            drawn = "";
        }
        out.println(TerminalText.harmless(text));
        draw();
        out.flush();
    }

    @Override
    public void step(String what) {
        show(new StatusLine(0, 0, TerminalText.harmless(what)));
    }

    @Override
    public void at(int ended, int of, String now) {
        show(new StatusLine(ended, of, TerminalText.harmless(now)));
    }

    private synchronized void show(StatusLine next) {
        status = next;
        draw();
        out.flush();
    }

    /** Draws the line anew, for a terminal that may have another width now. */
    public synchronized void redraw() {
        draw();
        out.flush();
    }

    private void draw() {
        if (closed) {
            return;
        }
        int width = columns.getAsInt();
        String text = status.text(width, Duration.ofNanos(System.nanoTime() - began));
        if (!text.equals(drawn) || width != drawnColumns) {
            out.print(ERASE_FROM_HERE + text + "\r");
            drawn = text;
            drawnColumns = width;
        }
    }

    private void tick() {
        try {
            while (true) {
                Thread.sleep(TICK_MILLIS);
                redraw();
            }
        } catch (InterruptedException e) {
            // The display is closed.
        }
    }

    /** Erases the status line; lines are printed as usual from here on. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            out.print(ERASE_FROM_HERE);
            out.flush();
            if (ticker != null) {
                ticker.interrupt();
            }
        }
    }
}
