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
        if (!what.isEmpty()) {
            line(what + " ..");
        }
    }

    @Override
    public void at(Standing standing) {
        // A pipe has no room for what changes.
    }

    @Override
    public boolean isGone() {
        return out.checkError();
    }

    @Override
    public void close() {
        out.flush();
    }
}
