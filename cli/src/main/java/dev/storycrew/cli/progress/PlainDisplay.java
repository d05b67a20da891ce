package dev.storycrew.cli.progress;

import dev.storycrew.core.text.TerminalText;
import java.io.PrintWriter;

/** Plain lines, for pipes and files. */
public final class PlainDisplay implements Progress.Display {
    private final PrintWriter out;

    public PlainDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void line(String text) {
        out.println(TerminalText.harmless(text));
        out.flush();
    }

    @Override
    public void step(String what) {
        line(what + " ..");
    }

    @Override
    public void at(int ended, int of, String now) {
        // A pipe has no room for a status line.
    }

    @Override
    public void close() {
        out.flush();
    }
}
