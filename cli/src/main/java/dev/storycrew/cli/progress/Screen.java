package dev.storycrew.cli.progress;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jline.utils.Signals;

/** The terminal that standard output is, and how large it is; follows its changes of size. */
public final class Screen {
    /** Standard output is asked, and nothing else: standard input may be a file, and the terminal another one's. */
    private static final String ASK = "test -t 1 && stty size <&1 >&2";

    private static final int PATIENCE_SECONDS = 2;

    private static final Pattern COLOURED =
            Pattern.compile("color|^(xterm|screen|tmux|rxvt|linux|konsole|vte|alacritty)");

    private volatile TerminalSize size;

    private Screen(TerminalSize size) {
        this.size = size;
    }

    /**
     * What to show progress on.
     *
     * @param plain true when lines are wanted whatever standard output is
     */
    public static Progress.Display display(PrintWriter out, boolean plain, Map<String, String> environment) {
        String kind = environment.getOrDefault("TERM", "dumb");
        Optional<Screen> screen = plain || kind.equals("dumb") || kind.isEmpty()
                ? Optional.empty()
                : askForSize().map(Screen::new);
        return screen.<Progress.Display>map(found -> found.display(out, coloured(environment)))
                .orElseGet(() -> new PlainDisplay(out));
    }

    /** As <a href="https://no-color.org">no-color.org</a> wants it, and where the terminal's name says that it has colours. */
    static boolean coloured(Map<String, String> environment) {
        return environment.getOrDefault("NO_COLOR", "").isEmpty()
                && (!environment.getOrDefault("COLORTERM", "").isEmpty()
                        || COLOURED.matcher(environment.getOrDefault("TERM", ""))
                                .find());
    }

    private LiveDisplay display(PrintWriter out, boolean coloured) {
        LiveDisplay display = LiveDisplay.start(out, () -> size, coloured);
        Signals.register("WINCH", () -> {
            askForSize().ifPresent(now -> size = now);
            display.redraw();
        });
        return display;
    }

    /** Empty when standard output is no terminal. */
    private static Optional<TerminalSize> askForSize() {
        try {
            Process asked = new ProcessBuilder("sh", "-c", ASK)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            asked.getOutputStream().close();
            if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || asked.exitValue() != 0) {
                asked.destroy();
                return Optional.empty();
            }
            return TerminalSize.parse(new String(asked.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
