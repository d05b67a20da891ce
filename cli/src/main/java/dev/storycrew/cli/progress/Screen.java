package dev.storycrew.cli.progress;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;
import org.jline.utils.Signals;

/** The terminal that standard output is, and how wide it is; follows its changes of size. */
public final class Screen {
    /** Standard output is asked, and nothing else: standard input may be a file, and the terminal another one's. */
    private static final String ASK = "test -t 1 && stty size <&1 >&2";

    private static final int USUAL_COLUMNS = 80;
    private static final int PATIENCE_SECONDS = 2;

    private volatile int columns;

    private Screen(int columns) {
        this.columns = columns;
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
                : askForColumns().map(Screen::new);
        return screen.<Progress.Display>map(found -> found.display(out)).orElseGet(() -> new PlainDisplay(out));
    }

    private LiveDisplay display(PrintWriter out) {
        LiveDisplay display = LiveDisplay.start(out, () -> columns);
        Signals.register("WINCH", () -> {
            askForColumns().ifPresent(now -> columns = now);
            display.redraw();
        });
        return display;
    }

    /** Empty when standard output is no terminal. */
    private static Optional<Integer> askForColumns() {
        try {
            Process asked = new ProcessBuilder("sh", "-c", ASK)
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .start();
            asked.getOutputStream().close();
            if (!asked.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || asked.exitValue() != 0) {
                asked.destroy();
                return Optional.empty();
            }
            return columns(new String(asked.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /**
     * Reads what {@code stty size} prints: rows and columns. A terminal that does not know its size says 0.
     *
     * @return empty if it is something else
     */
    static Optional<Integer> columns(String rowsAndColumns) {
        try (Scanner words = new Scanner(rowsAndColumns)) {
            if (!words.hasNextInt()) {
                return Optional.empty();
            }
            words.nextInt();
            return words.hasNextInt()
                    ? Optional.of(words.nextInt()).map(found -> found == 0 ? USUAL_COLUMNS : found)
                    : Optional.empty();
        }
    }
}
