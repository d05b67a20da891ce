package dev.storycrew.bench.npm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.console.ConsoleSettings;
import dev.storycrew.console.WebConsole;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.files.policy.PolicyFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * What people do with the console, in a real browser, with real services behind it. The first policy allows no retry and
 * every chapter has a mistake, so each is exhausted; the editor's model refuses one book until it is mended.
 */
@Tag("long")
@Timeout(600)
class ConsoleJourneysTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long MINUTES = 5;
    private static final Map<String, Double> MISTAKES = Map.of("hook", 1.0);
    private static final String BOOK = """
            id: %s
            title: %s
            genre: mystery
            words-per-chapter: 450
            bible:
              characters: [{name: Ida Holm, role: protagonist}]
              truth-card: {culprit: the-planted-culprit}
            chapters:
              - {number: 1, title: The Rope, summary: Ida goes on.}
            """;
    private static final Map<String, String> BOOKS =
            Map.of("salt", "Salt", "tar", "Tar", "oak", "Oak", "lost", "The Unwritten");

    private final BlockingQueue<String> links = new LinkedBlockingQueue<>();

    @TempDir(cleanup = CleanupMode.NEVER)
    Path folder;

    private NpmProject project;
    private FakeProviders provider;
    private EmbeddedCluster cluster;
    private Connection connection;
    private Config config;
    private Models models;
    private Services services;
    private WebConsole console;
    private @Nullable WebConsole another;
    private HttpServer control;
    private volatile boolean mended;

    @BeforeEach
    void start() throws Exception {
        project = NpmProject.withBrowser("../console/src/test/pages");
        RehearsalModel brain = new RehearsalModel(RehearsalSettings.of(2, MISTAKES, Duration.ZERO));
        provider = FakeProviders.start(
                request -> brain.chat(SystemMessage.from(request.system()), UserMessage.from(request.user()))
                        .aiMessage()
                        .text(),
                request -> !mended && (request.system() + request.user()).contains("The Unwritten")
                        ? Fault.REFUSED
                        : null);
        Files.writeString(
                folder.resolve("strict.yaml"), PolicyFile.defaultText().replace("max-retries: 3", "max-retries: 0"));
        Path file = Files.writeString(folder.resolve("storycrew.yaml"), """
                policy: strict.yaml
                llm:
                  default: {provider: rehearsal}
                  rehearsal: {mistakes: {hook: 1.0}}
                  stages: {edit: {provider: openai, base-url: "%s", api-key: any, model: editor}}
                  prices: {editor: {input: 3, cached: 0.3, output: 15}}
                """.formatted(provider.url(Protocol.OPENAI)));
        config = ConfigFile.load(file, Map.of());
        models = new Models(config);
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "storycrew.", 0, 0);
        connection = cluster.connection();
        services = new Services(connection, config, models, "1", folder.resolve("state"));
        services.startAll();
        console = console(0, null);
        for (Map.Entry<String, String> book : BOOKS.entrySet()) {
            submit(book.getKey(), book.getValue());
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(states())
                        .isEqualTo(Map.of(
                                "salt", ChapterState.EXHAUSTED,
                                "tar", ChapterState.EXHAUSTED,
                                "oak", ChapterState.EXHAUSTED,
                                "lost", ChapterState.DEAD_LETTERED)));
        control = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        control.createContext("/", exchange -> {
            byte[] answer;
            try {
                answer = asked(exchange.getRequestURI().getPath()).getBytes(StandardCharsets.UTF_8);
            } catch (Exception e) {
                answer = e.toString().getBytes(StandardCharsets.UTF_8);
            }
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        control.start();
    }

    @AfterEach
    void stop() throws Exception {
        List<AutoCloseable> all = new ArrayList<>();
        all.add(control == null ? null : () -> control.stop(0));
        all.addAll(Arrays.asList(console, another, services, cluster, provider));
        for (AutoCloseable one : all) {
            if (one != null) {
                one.close();
            }
        }
    }

    @Test
    void peopleDoTheirWorkInARealBrowser() throws Exception {
        NpmProject.Ran ran = project.node(
                MINUTES,
                "browser/real.js",
                "http://127.0.0.1:" + control.getAddress().getPort());

        assertThat(ran.exit()).as(ran.output()).isZero();
        assertThat(ran.output()).contains(" passed, 0 failed");
        assertThat(states()).containsEntry("tar", ChapterState.ACCEPTED);
        assertThat(states().get("lost")).isNotEqualTo(ChapterState.DEAD_LETTERED);
    }

    /** What the browser's script asks for that only this process can do. */
    private String asked(String path) throws Exception {
        switch (path) {
            case "/link" -> {
                return link();
            }
            case "/mend" -> {
                mended = true;
                return "";
            }
            case "/submit" -> {
                submit("late", "Late");
                return "";
            }
            case "/restart" -> {
                int port = console.port();
                console.close();
                links.clear();
                console = console(port, null);
                return link();
            }
            case "/viewer" -> {
                Path tokens = Files.writeString(folder.resolve("tokens"), "vera viewer a-token-of-vera-the-viewer\n");
                Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
                another = console(0, tokens);
                return another.address();
            }
            default -> throw new IllegalArgumentException(path);
        }
    }

    private String link() throws InterruptedException {
        return String.valueOf(links.poll(1, TimeUnit.MINUTES)).replaceFirst("(?s).*(http://\\S+).*", "$1");
    }

    private WebConsole console(int port, @Nullable Path tokens) throws InterruptedException {
        return WebConsole.start(
                new ConsoleSettings(ConsoleSettings.LOOPBACK, port, tokens, List.of(), false, "mia", "1", links::add),
                connection,
                config,
                models);
    }

    private void submit(String id, String title) throws Exception {
        Path file = Files.writeString(folder.resolve(id + ".yaml"), BOOK.formatted(id, title));
        Submission.publish(connection, Submission.requests(BookFile.read(file)));
    }

    private Map<String, ChapterState> states() {
        try (Cards cards = Cards.read(connection, ServiceStatus.UNKNOWN, Duration.ofMinutes(30))) {
            return cards.page(CardQuery.all(10), System.currentTimeMillis()).chapters().stream()
                    .collect(Collectors.toMap(shown -> shown.card().id().bookId(), ShownChapter::state));
        }
    }
}
