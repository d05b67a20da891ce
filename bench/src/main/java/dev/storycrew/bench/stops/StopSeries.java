package dev.storycrew.bench.stops;

import dev.storycrew.bench.faults.process.Spawner;
import dev.storycrew.core.text.Counted;
import dev.storycrew.files.yaml.UsageException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Starts {@code ./storycrew run}, stops it with SIGTERM or SIGINT at a random moment, and starts it again with the same
 * data; then lets it come to its end.
 */
public final class StopSeries implements AutoCloseable {
    private static final Duration BOUND = Duration.ofSeconds(3);
    private static final long LONGEST_STOP_SECONDS = 90;
    private static final long END_SECONDS = 600;
    private static final int EARLIEST_MILLIS = 300;
    private static final int LATEST_MILLIS = 15_000;
    private static final Pattern IN_HAND =
            Pattern.compile("\"calls_in_hand\":\"?(\\d+)\"?[^\\n]*\"event\":\"stopping\"");

    private final Path folder;
    private final Random random;
    private final PrintWriter out;
    private final Path launcher;
    private final Path config;
    private final Spawner spawner = new Spawner();
    private final List<Path> books = new ArrayList<>();

    /**
     * @param folder for everything that it writes
     * @param seed of the moments
     */
    public StopSeries(Path folder, long seed, PrintWriter out) throws IOException {
        this.folder = folder;
        this.random = new Random(seed);
        this.out = out;
        this.launcher = Path.of(System.getProperty("storycrew.home", ".")).resolve("storycrew");
        if (!Files.isExecutable(launcher)) {
            throw new UsageException(launcher + ": no such file; start this with ./storycrew bench stops");
        }
        this.config = Files.writeString(folder.resolve("config.yaml"), "llm: {rehearsal: {latency: 300ms}}\n");
    }

    /**
     * Stops that many runs, and lets the last one end.
     *
     * @param chapters in each book
     * @return true if each stop with nothing in hand took under three seconds, and all chapters were accepted
     */
    public boolean run(int stops, int chapters) throws IOException, InterruptedException {
        addBook(chapters);
        Duration longest = Duration.ZERO;
        int slow = 0;
        for (int number = 1; number <= stops; ) {
            Process process = start();
            int delay = EARLIEST_MILLIS + random.nextInt(LATEST_MILLIS - EARLIEST_MILLIS);
            if (process.waitFor(delay, TimeUnit.MILLISECONDS)) {
                if (process.exitValue() != 0) {
                    return ended(process.exitValue());
                }
                addBook(chapters);
                continue;
            }
            String signal = random.nextBoolean() ? "TERM" : "INT";
            Stop stop = stop(process, signal, delay);
            if (stop.exit() == 0) {
                // It was at its end already.
                addBook(chapters);
                continue;
            }
            out.println(stop.line(number));
            out.flush();
            longest = longest.compareTo(stop.taken()) < 0 ? stop.taken() : longest;
            slow += stop.isSlow() ? 1 : 0;
            number++;
        }
        out.printf(
                Locale.ROOT,
                "%s, the longest %.2f s; %d took %d s or more with no call in progress%n",
                Counted.of(stops, "stop"),
                seconds(longest),
                slow,
                BOUND.toSeconds());
        out.flush();
        Process last = start();
        if (!last.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
            out.println("the run did not finish within " + END_SECONDS + " s");
            return false;
        }
        return ended(last.exitValue()) && slow == 0;
    }

    private boolean ended(int exit) throws IOException {
        if (exit == 0) {
            out.println(
                    "the run then finished, and all chapters of " + Counted.of(books.size(), "book") + " are accepted");
        } else {
            out.println("the run ended with exit code " + exit + ":");
            Files.readAllLines(output()).forEach(out::println);
        }
        out.flush();
        return exit == 0;
    }

    private record Stop(String signal, int delayMillis, Duration taken, int calls, int exit, boolean working) {
        boolean isSlow() {
            return calls == 0 && taken.compareTo(BOUND) >= 0;
        }

        String line(int number) {
            return String.format(
                    Locale.ROOT,
                    "%3d  SIG%-4s after %5.1f s (%s)  calls in progress: %d  took %.2f s  exit %d%s",
                    number,
                    signal,
                    delayMillis / 1000.0,
                    working ? "working" : "starting",
                    calls,
                    seconds(taken),
                    exit,
                    isSlow() ? "  TOO SLOW" : "");
        }
    }

    private Stop stop(Process process, String signal, int delay) throws IOException, InterruptedException {
        long logged = size(log());
        boolean working = Files.readAllLines(output()).stream().anyMatch(line -> line.startsWith("reading the topics"));
        long began = System.nanoTime();
        Spawner.signal(signal, process);
        if (!process.waitFor(LONGEST_STOP_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - began);
        return new Stop(signal, delay, taken, inHand(logged), process.exitValue(), working);
    }

    /** What the program itself noted when it was told to stop; nothing if it had not come as far as a log. */
    private int inHand(long since) throws IOException {
        if (Files.notExists(log())) {
            return 0;
        }
        String text = Files.readString(log());
        Matcher noted = IN_HAND.matcher(text.substring((int) Math.min(since, text.length())));
        return noted.find() ? Integer.parseInt(noted.group(1)) : 0;
    }

    private Process start() {
        List<String> command = new ArrayList<>(List.of(launcher.toString(), "run"));
        books.forEach(book -> command.add(book.toString()));
        command.addAll(List.of(
                "--config",
                config.toString(),
                "--data",
                folder.resolve("data").toString(),
                "--out",
                folder.resolve("out").toString()));
        return spawner.start(command, Map.of(), output());
    }

    private void addBook(int chapters) throws IOException {
        String id = "stopped-" + (books.size() + 1);
        StringBuilder text = new StringBuilder("""
                id: %s
                title: The Stopped Clock
                genre: romance
                language: en
                theme: What stops goes on.
                words-per-chapter: 400
                bible:
                  characters: [{name: Mara Venn, role: protagonist, motivation: "to hear it tick", voice: "dry"}]
                chapters:
                """.replace("%s", id));
        IntStream.rangeClosed(1, chapters)
                .forEach(number -> text.append("  - {number: " + number + ", title: Hour " + number
                        + ", summary: \"The clock stops again.\", goals: [\"wind it\"], hook: \"It ticks.\"}\n"));
        books.add(Files.writeString(folder.resolve(id + ".yaml"), text));
    }

    private Path log() {
        return folder.resolve("data").resolve("logs").resolve("storycrew.log");
    }

    private Path output() {
        return folder.resolve("output.txt");
    }

    private static long size(Path file) throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        spawner.close();
    }
}
