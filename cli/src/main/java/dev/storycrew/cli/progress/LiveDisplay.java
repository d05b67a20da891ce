package dev.storycrew.cli.progress;

import dev.storycrew.core.text.TerminalText;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Status lines at the bottom of a terminal, and other lines above them. The cursor waits where the first status line begins:
 * what a Ctrl-C echoes there, and what a terminal makes of the lines when it becomes narrower, is erased with them. Safe for
 * use by many threads.
 */
public final class LiveDisplay implements Progress.Display {
    private static final String ERASE_FROM_HERE = "\r\u001b[J";
    private static final long TICK_MILLIS = 500;

    private final PrintWriter out;
    private final Supplier<TerminalSize> size;
    private final boolean coloured;
    private final long began = System.nanoTime();
    private StatusBlock status = StatusBlock.EMPTY;
    private String drawn = "";
    private @Nullable TerminalSize drawnFor;
    private @Nullable Thread ticker;
    private boolean closed;

    private LiveDisplay(PrintWriter out, Supplier<TerminalSize> size, boolean coloured) {
        this.out = out;
        this.size = size;
        this.coloured = coloured;
    }

    /**
     * Starts it.
     *
     * @param size of the terminal as it is now
     * @param coloured whether the terminal has colours, and they are wanted
     */
    static LiveDisplay start(PrintWriter out, Supplier<TerminalSize> size, boolean coloured) {
        LiveDisplay display = new LiveDisplay(out, size, coloured);
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
        show(StatusBlock.step(what));
    }

    @Override
    public void at(Standing standing) {
        show(StatusBlock.of(standing));
    }

    private synchronized void show(StatusBlock next) {
        status = next;
        draw();
        out.flush();
    }

    /** Draws it anew, for a terminal that may have another width now. */
    public synchronized void redraw() {
        draw();
        out.flush();
    }

    private void draw() {
        if (closed) {
            return;
        }
        TerminalSize now = size.get();
        List<String> lines =
                status.lines(now, Duration.ofNanos(System.nanoTime() - began), System.currentTimeMillis()).stream()
                        .map(line -> coloured ? line.toAnsi() : line.toString())
                        .toList();
        String text = String.join("\n", lines);
        if (!text.equals(drawn) || !now.equals(drawnFor)) {
            out.print(ERASE_FROM_HERE + text + "\r" + (lines.size() > 1 ? "\u001b[" + (lines.size() - 1) + "A" : ""));
            drawn = text;
            drawnFor = now;
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

    /** Erases the status lines; lines are printed as usual from here on. */
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
