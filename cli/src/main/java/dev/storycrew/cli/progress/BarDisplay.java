package dev.storycrew.cli.progress;

import dev.storycrew.core.text.TerminalText;
import java.io.PrintStream;
import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar on a terminal's last line, and lines above it. */
public final class BarDisplay implements Progress.Display {
    private static final String ERASE_LINE = "\r\u001b[2K";
    private static final int WIDTH = 100;

    private final PrintWriter out;
    private final ProgressBar bar;

    /** @param out what it writes on as it is; it guards what it is given itself */
    public BarDisplay(PrintWriter out, PrintStream terminal) {
        this.out = out;
        this.bar = new ProgressBarBuilder()
                .setTaskName("chapters")
                .setInitialMax(1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(250)
                .hideEta()
                .setConsumer(new ConsoleProgressBarConsumer(terminal, WIDTH))
                .build();
    }

    @Override
    public void line(String text) {
        out.println(ERASE_LINE + TerminalText.harmless(text));
        out.flush();
        bar.refresh();
    }

    @Override
    public void at(int step, int of, String now) {
        bar.maxHint(of);
        bar.stepTo(step);
        bar.setExtraMessage(TerminalText.harmless(now));
    }

    @Override
    public void close() {
        bar.close();
    }
}
