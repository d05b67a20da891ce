package dev.storycrew.cli.progress;

import java.io.PrintWriter;
import java.io.Writer;

/** Writes whole lines to a display, for those who know only a writer. */
final class DisplayWriter extends Writer {
    private final Progress.Display display;
    private final StringBuilder pending = new StringBuilder();

    private DisplayWriter(Progress.Display display) {
        this.display = display;
    }

    static PrintWriter of(Progress.Display display) {
        return new PrintWriter(new DisplayWriter(display));
    }

    @Override
    public void write(char[] chars, int from, int length) {
        synchronized (lock) {
            pending.append(chars, from, length);
            for (int end = pending.indexOf("\n"); end >= 0; end = pending.indexOf("\n")) {
                int textEnd = end > 0 && pending.charAt(end - 1) == '\r' ? end - 1 : end;
                display.line(pending.substring(0, textEnd));
                pending.delete(0, end + 1);
            }
        }
    }

    @Override
    public void flush() {
        // A display shows each line at once, and a line only when it is whole.
    }

    @Override
    public void close() {
        // The display is its owner's to close.
    }
}
