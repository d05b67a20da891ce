package dev.storycrew.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.bench.faults.process.Spawner;
import dev.storycrew.history.Connection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How long the console's pages take with many cards, asked for by HTTP of a console in a process of its own. */
public final class ConsoleBench {
    private static final int PAGES_OF_A_KIND = 200;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long LOOK_MILLIS = 100;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long KILO = 1024;
    private static final Pattern LINK = Pattern.compile("Open (http://\\S+?)(/login/\\S+) ");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Connection connection;
    private final CardBench cards;
    private final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private String address = "";
    private String cookie = "";

    /**
     * @param cards what was published
     * @param folder for its configuration and its output
     */
    public ConsoleBench(Connection connection, CardBench cards, Path folder) {
        this.connection = connection;
        this.cards = cards;
        this.folder = folder;
    }

    /**
     * What was measured.
     *
     * @param readyMillis from its start to the first page
     * @param peakBytes the most memory that the process had, heap and all else; null where the system does not tell
     */
    public record Result(long readyMillis, @Nullable Long peakBytes, List<PageTimes> pages) {
        public Result {
            pages = List.copyOf(pages);
        }
    }

    /** Starts the console, asks for pages, and ends it. */
    public Result measure() throws IOException, InterruptedException {
        String settings = String.format(
                Locale.ROOT,
                """
                topics: {prefix: "%s", partitions: %d}
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                llm: {default: {provider: rehearsal}}
                """,
                connection.topics().prefix(),
                connection.topics().partitions(),
                connection.kafka().get("bootstrap.servers"),
                connection.registry().get("schema.registry.url"));
        Path config = Files.writeString(folder.resolve("console.yaml"), settings);
        Path output = folder.resolve("console.log");
        try (Spawner spawner = new Spawner()) {
            long began = System.nanoTime();
            Process process = spawner.start(command(config), Map.of(), output);
            logIn(process, output);
            while (get("/api/books?limit=1").statusCode() != 200) {
                pause(process, output, began);
            }
            long ready = (System.nanoTime() - began) / NANOS_PER_MILLI;
            List<PageTimes> pages = pages();
            return new Result(ready, peak(process), pages);
        }
    }

    /** As the launcher starts it. */
    private static List<String> command(Path config) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-XX:MaxMetaspaceSize=192m",
                "-XX:MaxDirectMemorySize=64m",
                "-Xss512k",
                "-XX:ReservedCodeCacheSize=96m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "dev.storycrew.cli.StoryCrew",
                "console",
                "--port",
                "0",
                "--health-port",
                "0",
                "--config",
                config.toString());
    }

    private void logIn(Process process, Path output) throws IOException, InterruptedException {
        long began = System.nanoTime();
        Matcher link = LINK.matcher(Files.readString(output));
        while (!link.find()) {
            pause(process, output, began);
            link = LINK.matcher(Files.readString(output));
        }
        address = link.group(1);
        cookie =
                get(link.group(2)).headers().firstValue("Set-Cookie").orElse("").replaceFirst(";.*", "");
    }

    private static void pause(Process process, Path output, long began) throws IOException, InterruptedException {
        if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
            throw new IllegalStateException(
                    "the console did not become ready; it printed: " + Files.readString(output));
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }

    private List<PageTimes> pages() {
        List<PageTimes> pages = new ArrayList<>();
        Random random = new Random(3);
        for (String show : List.of("all", "needs", "under-way", "finished")) {
            pages.add(follow("/api/books?show=" + show, "/api/books?limit=25&show=" + show));
        }
        pages.add(each("/api/books?find=", page -> "/api/books?limit=8&find=" + cards.anyBook(random)));
        pages.add(each("/api/books?find=, no match", page -> "/api/books?limit=8&chapters=8&find=no+title+" + page));
        pages.add(follow("/api/attention", "/api/attention?limit=50"));
        pages.add(each("/api/books/{book}", page -> "/api/books/" + cards.anyBook(random)));
        pages.add(each(
                "/api/books/{book}/chapters/{n}",
                page -> "/api/books/" + cards.anyBook(random) + "/chapters/" + (1 + page % 2)));
        pages.add(each("/api/dead-letters", page -> "/api/dead-letters"));
        return pages;
    }

    /** One page after the other, each from where the one before ended. */
    private PageTimes follow(String kind, String path) {
        String[] cursor = new String[1];
        return PageTimes.of(kind, PAGES_OF_A_KIND, page -> {
            JsonNode read = json(
                    cursor[0] == null ? path : path + "&after=" + URLEncoder.encode(cursor[0], StandardCharsets.UTF_8));
            cursor[0] = read.path("next").textValue();
            return read.path("items").size();
        });
    }

    private PageTimes each(String kind, IntFunction<String> path) {
        return PageTimes.of(
                kind,
                PAGES_OF_A_KIND,
                page -> Math.max(1, json(path.apply(page)).path("items").size()));
    }

    private JsonNode json(String path) {
        try {
            HttpResponse<String> answer = get(path);
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(
                        path + " was answered with " + answer.statusCode() + ": " + answer.body());
            }
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for " + path, e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address + path)).timeout(Duration.ofMinutes(2));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static @Nullable Long peak(Process process) throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.isReadable(status)) {
            return null;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.map(PEAK::matcher)
                    .filter(Matcher::matches)
                    .map(peak -> Long.parseLong(peak.group(1)) * KILO)
                    .findFirst()
                    .orElse(null);
        }
    }
}
