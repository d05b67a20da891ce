package dev.storycrew.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.OutOfReachException;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.history.Connection;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A console beside real services that make a book with the rehearsal model. */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebConsoleTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int TIMES = 30;
    private static final List<String> PLANTED = List.of("planted-kafka", "planted-registry", "planted-model");
    private static final String BOOK = """
            id: %s
            title: The "%s" <b>
            genre: mystery
            words-per-chapter: 450
            bible:
              characters: [{name: Ida Holm, role: protagonist}]
              truth-card: {culprit: the-planted-culprit}
            chapters:
              - {number: 1, title: One, summary: Ida goes on.}
              - {number: 2, title: Two, summary: Ida comes back.}
            """;

    private final List<String> links = new CopyOnWriteArrayList<>();
    private final List<String> answers = new CopyOnWriteArrayList<>();
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private final InstantSource clock = () -> Instant.now().plus(ahead.get());

    private Path folder;
    private EmbeddedCluster cluster;
    private Connection connection;
    private Config config;
    private Models models;
    private Services services;
    private WebConsole console;
    private Browser operator;

    @BeforeAll
    void start(@TempDir(cleanup = org.junit.jupiter.api.io.CleanupMode.NEVER) Path temporary) throws Exception {
        folder = temporary;
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "storycrew.", 0, 0);
        connection = withSecrets(cluster.connection());
        Path file = Files.writeString(folder.resolve("storycrew.yaml"), """
                llm: {default: {provider: rehearsal, api-key: planted-model}}
                """);
        config = ConfigFile.load(file, Map.of());
        models = new Models(config);
        services = new Services(connection, config, models, "1", folder.resolve("state"));
        services.startAll();
        console = start(0, null);
        operator = new Browser(console.address(), answers).logIn(lastLink());
        submit("salt");
        await().atMost(PATIENCE)
                .until(() -> operator.json("/api/books")
                                .path("items")
                                .path(0)
                                .path("states")
                                .path("ACCEPTED")
                                .asInt()
                        == 2);
    }

    @AfterAll
    void stop() throws Exception {
        console.close();
        services.close();
        cluster.close();
    }

    /** As a secured cluster's would have them; this one does not ask for them. */
    private static Connection withSecrets(Connection open) {
        Map<String, String> kafka = new HashMap<>(open.kafka());
        kafka.put("ssl.key.password", "planted-kafka");
        Map<String, String> registry = new HashMap<>(open.registry());
        registry.put("basic.auth.user.info", "storycrew:planted-registry");
        return new Connection(
                kafka, registry, open.topics(), open.replicationFactor(), open.createsTopics(), open.wire());
    }

    private WebConsole start(int port, @Nullable Path tokens) throws Exception {
        return WebConsole.start(
                new ConsoleSettings("127.0.0.1", port, tokens, List.of(), false, "mia", "1.2.3", links::add),
                connection,
                config,
                models,
                clock);
    }

    private String lastLink() {
        return links.get(links.size() - 1).replaceFirst("(?s).*(http://\\S+).*", "$1");
    }

    private JsonNode submit(String id) throws Exception {
        return operator.command(JSON.createObjectNode()
                .put("id", "submit-" + id)
                .put("kind", "submit")
                .put("target", "")
                .put("body", BOOK.formatted(id, id))
                .put("confirm", true)
                .toString());
    }

    private static String command(String id, String kind, String target, boolean confirm) {
        return JSON.createObjectNode()
                .put("id", id)
                .put("kind", kind)
                .put("target", target)
                .put("confirm", confirm)
                .toString();
    }

    @Test
    void everyAnswerHasWhatTheContractPromises() throws Exception {
        Contract contract = new Contract();
        contract.check("Session", operator.json("/api/session"));
        JsonNode books = operator.json("/api/books");
        contract.check("Books", books);
        contract.checkAll("BookRow", books.path("items"));
        JsonNode book = operator.json("/api/books/salt");
        contract.check("BookDetail", book);
        contract.checkAll("ChapterRow", book.path("page").path("items"));
        JsonNode chapter = operator.json("/api/books/salt/chapters/1");
        contract.check("Chapter", chapter);
        contract.check("ChapterRow", chapter.path("card"));
        contract.checkAll("AttemptTexts", chapter.path("attempts"));
        contract.check(
                "Piece", chapter.path("attempts").path(0).path("scenes").path(0).path("draft"));
        contract.check("Timeline", chapter.path("timeline"));
        contract.checkAll("LegalCommand", chapter.path("commands"));
        JsonNode text = operator.json("/api/books/salt/text");
        contract.check("BookText", text);
        contract.checkAll("ReadChapter", text.path("items"));
        contract.check("Attention", operator.json("/api/attention"));
        contract.check("DeadLetters", operator.json("/api/dead-letters"));
        JsonNode kpis = operator.json("/api/kpis?by=day");
        contract.check("Kpis", kpis);
        contract.checkAll("KpiPeriod", kpis.path("periods"));
        contract.check("Policies", operator.json("/api/policies"));
        contract.checkAll("ServiceRow", operator.json("/api/services").path("items"));
        contract.check("Services", operator.json("/api/services"));
        contract.check("Audit", operator.json("/api/audit"));
        contract.check(
                "PolicyCheck",
                JSON.readTree(operator.post("/api/policies/check", "{\"body\":\"name: x\"}")
                        .body()));
        contract.check("CommandAnswer", operator.command(command("preview", "hold", "salt", false)));
        contract.check(
                "Problem", JSON.readTree(operator.get("/api/books/nothing").body()));
    }

    @Test
    void aChaptersTextsSayWhichAttemptMadeThem() throws Exception {
        JsonNode chapter = operator.json("/api/books/salt/chapters/1");
        JsonNode attempts = chapter.path("attempts");
        JsonNode last = attempts.path(attempts.size() - 1);

        assertThat(last.path("passed").asBoolean()).isTrue();
        assertThat(last.path("scenes")).isNotEmpty().allSatisfy(scene -> {
            assertThat(scene.path("draft").path("made_in").asInt()).isBetween(0, attempts.size() - 1);
            assertThat(scene.path("draft").path("text").asText()).isNotBlank();
        });
        assertThat(chapter.path("words").path("counted").asInt()).isPositive();
        assertThat(chapter.path("savings").path("first_pass_usd").asDouble()).isPositive();
        assertThat(chapter.path("positions").path("outcome").asText()).startsWith("storycrew.chapters-");
        assertThat(chapter.path("timeline").path("runs").path(0).path("attempts"))
                .hasSameSizeAs(attempts);
    }

    @Test
    void aBookAndAChapterAreFoundByTheirTitlesThoughNobodyHasLookedAtThem() throws Exception {
        await().atMost(PATIENCE)
                .until(() -> operator.json("/api/books?find=%22SALT%22")
                        .path("items")
                        .path(0)
                        .path("book")
                        .asText()
                        .equals("salt"));
        JsonNode found = operator.json("/api/books?find=tWO&chapters=8").path("chapters");

        new Contract().checkAll("FoundChapter", found);
        assertThat(found).anySatisfy(chapter -> {
            assertThat(chapter.path("book").asText()).isEqualTo("salt");
            assertThat(chapter.path("number").asInt()).isEqualTo(2);
            assertThat(chapter.path("book_title").asText()).isEqualTo("The \"salt\" <b>");
        });
        assertThat(operator.json("/api/books?find=no+such+title&chapters=8").path("chapters"))
                .isEmpty();
        assertThat(operator.get("/api/books?find=two&chapters=51").statusCode()).isEqualTo(400);
    }

    @Test
    void aBookKeepsItsTitleWhenItsRequestsAreGone() throws Exception {
        String requests = connection.topics().chapterRequests().name();
        try (Admin admin = Admin.create(Map.<String, Object>copyOf(connection.kafka()))) {
            Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
            int partitions = connection.topics().partitions();
            for (int partition = 0; partition < partitions; partition++) {
                all.put(new TopicPartition(requests, partition), RecordsToDelete.beforeOffset(-1));
            }
            admin.deleteRecords(all).all().get();
        }
        try (WebConsole later = start(0, null)) {
            Browser browser = Browser.at(later.address()).logIn(lastLink());

            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(browser.json("/api/books?find=%22SALT%22")
                                    .path("items")
                                    .path(0)
                                    .path("title")
                                    .asText())
                            .isEqualTo("The \"salt\" <b>"));
            assertThat(browser.json("/api/books/salt").path("language").asText())
                    .isEqualTo("en");
        }
    }

    @Test
    void aBookIsDownloadedInEachFormat() throws Exception {
        HttpResponse<String> markdown = operator.get("/api/books/salt/export?format=md");
        HttpResponse<String> epub = operator.get("/api/books/salt/export?format=epub");

        assertThat(markdown.body()).startsWith("# The \"salt\" <b>\n").contains("## 2. Two");
        assertThat(markdown.headers().firstValue("Content-Disposition")).contains("attachment; filename=\"salt.md\"");
        assertThat(epub.headers().firstValue("Content-Type")).contains("application/epub+zip");
        assertThat(epub.body()).startsWith("PK");
        assertThat(operator.get("/api/books/salt/export?format=html").body())
                .contains("<h2>2. Two</h2>")
                .doesNotContain("<b>");
        assertThat(operator.get("/api/books/salt/export?format=docx").body()).startsWith("PK");
        HttpResponse<String> unknown = operator.get("/api/books/salt/export?format=pdf");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("must be md, epub, html or docx");
    }

    @Test
    void whatIsNoRightRequestIsRefusedWithASentence() throws Exception {
        Map<String, Integer> refused = new HashMap<>(Map.of(
                "/api/books/nothing", 404,
                "/api/books/%3Cscript%3Ealert(1)%3C%2Fscript%3E", 404,
                "/api/books/%3Cimg%20onerror%3E", 404,
                "/api/books/salt/chapters/0", 404,
                "/api/books/salt/chapters/1e9", 404,
                "/api/books?limit=0", 400,
                "/api/books?limit=201", 400,
                "/api/books?show=everything", 400,
                "/api/books?after=AAAA", 400,
                "/api/dead-letters/none", 404));
        refused.putAll(Map.of(
                "/api/books/salt?after=x", 400,
                "/api/dead-letters?after=%00", 400,
                "/api/attention?after=zzzz", 400,
                "/api/kpis?by=week", 400,
                "/api/kpis?from=2026-13-01", 400,
                "/api/kpis?from=1999-01-01", 400,
                "/api/nothing", 404,
                "/api/books/salt/export?format=exe", 400,
                "/api/books/salt/text?number=-1", 404,
                "/nothing.html", 404));
        refused.forEach((path, status) -> {
            try {
                HttpResponse<String> answer = operator.get(path);
                assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(status);
                assertThat(answer.body()).doesNotContain("<script>", "<img");
            } catch (Exception e) {
                throw new AssertionError(path, e);
            }
        });
    }

    @Test
    void aCursorThatWasChangedIsRefused() throws Exception {
        String next = operator.json("/api/books/salt?limit=1")
                .path("page")
                .path("next")
                .asText();
        assertThat(operator.json("/api/books/salt?limit=1&after=" + next)
                        .path("page")
                        .path("items")
                        .path(0)
                        .path("number")
                        .asInt())
                .isEqualTo(2);

        String changed = (next.startsWith("A") ? "B" : "A") + next.substring(1);
        HttpResponse<String> answer = operator.get("/api/books/salt?limit=1&after=" + changed);
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the cursor was changed").contains("\"field\":\"after\"");
    }

    @Test
    void nobodyIsLetInWhoShouldNotBe() throws Exception {
        int port = console.port();
        String host = "127.0.0.1:" + port;
        String json = "Content-Type: application/json\r\nContent-Length: 2\r\n";
        String cookie = "Cookie: " + operator.cookie() + "\r\n";
        String csrf = "X-StoryCrew-Token: " + operator.csrf() + "\r\n";
        String end = "Connection: close\r\n\r\n";
        Map<String, String> table = new HashMap<>();
        table.put("GET / HTTP/1.1\r\nHost: evil.example.com\r\n" + end, "403");
        table.put("GET / HTTP/1.1\r\nHost: 127.0.0.1:1\r\n" + end, "403");
        table.put("GET /api/session HTTP/1.1\r\nHost: evil.example.com\r\n" + cookie + end, "403");
        table.put(
                "GET /api/session HTTP/1.1\r\nHost: " + host + "\r\nOrigin: http://evil.example.com\r\n" + cookie + end,
                "403");
        table.put("GET /api/session HTTP/1.1\r\nHost: " + host + "\r\nOrigin: null\r\n" + cookie + end, "403");
        table.put("GET /api/books HTTP/1.1\r\nHost: " + host + "\r\n" + end, "401");
        table.put("GET /api/events HTTP/1.1\r\nHost: " + host + "\r\n" + end, "401");
        table.put("GET /api/nothing HTTP/1.1\r\nHost: " + host + "\r\n" + end, "401");
        table.put(
                "GET /api/books HTTP/1.1\r\nHost: " + host + "\r\nCookie: storycrew_" + port + "=guessed\r\n" + end,
                "401");
        table.put("POST /api/commands HTTP/1.1\r\nHost: " + host + "\r\n" + json + end + "{}", "401");
        table.put("POST /api/commands HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + json + end + "{}", "403");
        table.put(
                "POST /api/commands HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + "X-StoryCrew-Token: x\r\n" + json
                        + end + "{}",
                "403");
        table.put("POST /api/policies/check HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + json + end + "{}", "403");
        table.put(
                "POST /api/commands HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + csrf
                        + "Content-Type: text/plain\r\nContent-Length: 2\r\n" + end + "{}",
                "415");
        table.put("POST /api/commands HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + csrf + json + end + "[]", "400");
        table.put("POST /api/commands HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + csrf + json + end + "{}", "400");
        table.put("PUT /api/books HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + end, "404");
        table.put("DELETE /api/session HTTP/1.1\r\nHost: " + host + "\r\n" + cookie + end, "403");
        table.put("GET /../../etc/passwd HTTP/1.1\r\nHost: " + host + "\r\n" + end, "40");
        table.put("GET /%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\nHost: " + host + "\r\n" + end, "40");
        table.put("GET /fonts/..%2f..%2fweb/ConsoleServer.class HTTP/1.1\r\nHost: " + host + "\r\n" + end, "40");
        table.put("GET /api.d.ts HTTP/1.1\r\nHost: " + host + "\r\n" + end, "404");
        table.put("GET / HTTP/1.1\r\nHost: " + host + "\r\nX-Long: " + "x".repeat(20_000) + "\r\n" + end, "431");
        for (Map.Entry<String, String> one : table.entrySet()) {
            String answer = Browser.raw(port, one.getKey());
            assertThat(answer).as(one.getKey().lines().findFirst().orElse("")).startsWith("HTTP/1.1 " + one.getValue());
            assertThat(answer).doesNotContain("root:", "\tat ");
        }
    }

    @Test
    void aBodyThatIsTooLargeIsRefusedHoweverItComes() throws Exception {
        String large = "{\"id\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}";
        Browser anybody = Browser.at(console.address());
        // Often: who is still sending when the connection is closed may never see the answer.
        for (int time = 0; time < TIMES; time++) {
            assertThat(operator.post("/api/commands", large).statusCode()).isEqualTo(413);
            assertThat(anybody.post("/api/commands", large).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void pagesSayWhatTheyMayDoAndAreNotSentTwice() throws Exception {
        Browser anybody = Browser.at(console.address());
        HttpResponse<String> page = anybody.get("/");
        String etag = page.headers().firstValue("ETag").orElseThrow();

        assertThat(page.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'none'; style-src 'self'; script-src 'self'; font-src 'self'; img-src 'self';"
                        + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(anybody.ask("GET", "/", null, Map.of("If-None-Match", etag)).statusCode())
                .isEqualTo(304);
        assertThat(anybody.get("/api/books").headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void aLoginLinkWorksOnceAndASessionEndsByAgeAndByLogout() throws Exception {
        List<String> told = new CopyOnWriteArrayList<>();
        AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
        try (WebConsole other = WebConsole.start(
                new ConsoleSettings("127.0.0.1", 0, null, List.of(), false, "mia", "1.2.3", told::add),
                connection,
                config,
                models,
                () -> Instant.now().plus(passed.get()))) {
            String link = told.get(0).replaceFirst("(?s).*(http://\\S+).*", "$1");
            Browser first = Browser.at(other.address()).logIn(link);
            Browser second = Browser.at(other.address());

            assertThat(second.get(java.net.URI.create(link).getPath()).statusCode())
                    .isEqualTo(401);
            assertThat(second.get("/api/session").statusCode()).isEqualTo(401);
            assertThat(told).as("a new link for whoever sees the terminal").hasSize(2);
            assertThat(first.json("/api/session").path("role").asText()).isEqualTo("operator");
            assertThat(first.cookie()).startsWith("storycrew_" + other.port() + "=");

            passed.set(Duration.ofHours(13));
            assertThat(first.get("/api/books").statusCode()).isEqualTo(401);

            second.get("/api/session");
            String third = told.get(told.size() - 1).replaceFirst("(?s).*(http://\\S+).*", "$1");
            second.logIn(third);
            assertThat(second.ask("DELETE", "/api/session", null, Map.of("X-StoryCrew-Token", second.csrf()))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(second.get("/api/books").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aViewerLooksAndGivesNoCommandsAndNeverSeesATruthCard() throws Exception {
        Path tokens = Files.writeString(
                folder.resolve("tokens"),
                "vera viewer a-token-of-vera-the-viewer\nolga operator a-token-of-olga-operator\n");
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-------"));
        List<String> heard = new ArrayList<>();
        try (WebConsole other = start(0, tokens)) {
            Browser viewer = new Browser(other.address(), heard).logInBy("a-token-of-vera-the-viewer");
            Browser olga = Browser.at(other.address()).logInBy("a-token-of-olga-operator");

            assertThat(viewer.json("/api/session").path("name").asText()).isEqualTo("vera");
            assertThat(viewer.json("/api/books/salt/chapters/1").path("truth").isNull())
                    .isTrue();
            assertThat(viewer.post("/api/commands", command("v", "hold", "salt", false))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(viewer.post("/api/policies/check", "{\"body\":\"name: x\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(heard).noneMatch(answer -> answer.contains("the-planted-culprit"));
            assertThat(olga.json("/api/books/salt/chapters/1")
                            .path("truth")
                            .path("culprit")
                            .asText())
                    .isEqualTo("the-planted-culprit");
            assertThat(Browser.at(other.address())
                            .post("/api/session", "{\"token\":\"a-token-of-nobody-at-all\"}")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(Browser.at(other.address())
                            .post("/api/session", "{\"token\":\"" + "x".repeat(1024) + "\"}")
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void whereOthersCanComeInThereAreTokens() {
        assertThatThrownBy(() -> WebConsole.start(
                        new ConsoleSettings("0.0.0.0", 0, null, List.of(), false, "mia", "1", links::add),
                        connection,
                        config,
                        models))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--token-file");
    }

    @Test
    void aTakenPortIsOneClearSentence() {
        assertThatThrownBy(() -> start(console.port(), null))
                .isInstanceOf(OutOfReachException.class)
                .hasMessageContaining("the console cannot listen on 127.0.0.1:" + console.port());
    }

    @Test
    void aCommandThatIsSentTwiceIsCarriedOutOnce() throws Exception {
        submit("twice");
        await().atMost(PATIENCE).until(() -> operator.get("/api/books/twice").statusCode() == 200);
        JsonNode first = operator.command(command("hold-twice", "hold", "twice", true));
        JsonNode second = operator.command(command("hold-twice", "hold", "twice", true));

        assertThat(first.path("done").asBoolean()).as(first.toString()).isTrue();
        assertThat(second).isEqualTo(first);
        try (WebConsole other = start(0, null)) {
            Browser elsewhere = Browser.at(other.address()).logIn(lastLink());
            assertThat(elsewhere.command(command("hold-twice", "hold", "twice", true)))
                    .isEqualTo(first);
        }
        List<String> ids = new ArrayList<>();
        operator.json("/api/audit?kind=hold")
                .path("items")
                .forEach(row -> ids.add(row.path("id").asText()));
        assertThat(ids).containsOnlyOnce("hold-twice");
        assertThat(operator.post("/api/commands", command("hold-twice", "release", "twice", true))
                        .statusCode())
                .isEqualTo(409);
    }

    @Test
    void aPreviewDoesNothingAndWhatIsNotLegalIsRefusedWithItsSentence() throws Exception {
        JsonNode retry = operator.command(JSON.createObjectNode()
                .put("id", "retry-preview")
                .put("kind", "retry")
                .put("target", "salt/1")
                .put("level", "WRITE_ONLY")
                .put("confirm", false)
                .toString());
        JsonNode accept = operator.command(command("accept-salt", "accept", "salt/1", false));
        JsonNode done = operator.command(command("cancel-salt", "cancel", "salt/1", true));
        JsonNode policy = operator.command(JSON.createObjectNode()
                .put("id", "publish")
                .put("kind", "publish")
                .put("target", "")
                .put("body", "name: x\nscope: chapters\n")
                .put("confirm", true)
                .toString());

        assertThat(retry.path("refused").isNull()).isTrue();
        assertThat(retry.path("effect").asText())
                .isEqualTo(
                        "the next run of chapter salt/1 would begin from its accepted text with WRITE_ONLY; the accepted"
                                + " text stands until the new run is accepted");
        assertThat(accept.path("refused").path("error").asText()).contains("was accepted");
        assertThat(retry.path("command_line").asText()).isEqualTo("./storycrew retry salt/1 --level WRITE_ONLY");
        assertThat(done.path("done").asBoolean()).isFalse();
        assertThat(done.path("refused").path("error").asText()).contains("already ended");
        assertThat(policy.path("refused").path("line").asInt()).isEqualTo(2);
        assertThat(policy.path("refused").path("field").asText()).isEqualTo("scope");
        assertThat(operator.json("/api/policies")
                        .path("active")
                        .path("reference")
                        .asText())
                .isEqualTo("default@1");
    }

    @Test
    void aStreamTellsWhatChangesAndResumesAlsoAfterARestart() throws Exception {
        String last;
        try (WebConsole first = start(0, null)) {
            Browser browser = Browser.at(first.address()).logIn(lastLink());
            try (InputStream stream = browser.stream(null)) {
                submit("streamed");
                last = idOf(stream, "card", "\"book\":\"streamed\"");
            }
            try (InputStream again = browser.stream(last)) {
                assertThat(idOf(again, "", "")).isNotEqualTo(last);
            }
        }
        try (WebConsole restarted = start(0, null)) {
            Browser browser = Browser.at(restarted.address()).logIn(lastLink());
            try (InputStream stream = browser.stream(last)) {
                idOf(stream, "reset", "{}");
            }
        }
    }

    /** The id of the next event of a kind whose data hold something. */
    private static String idOf(InputStream stream, String event, String data) throws Exception {
        BufferedReader lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
        String id = "";
        boolean meant = false;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring("id: ".length());
            } else if (line.startsWith("event: ")) {
                meant = line.contains(event);
            } else if (line.startsWith("data: ") && meant && line.contains(data)) {
                return id;
            }
        }
        throw new AssertionError("the stream ended without " + event);
    }

    @Test
    void aSessionHasOnlySoManyStreams() throws Exception {
        try (WebConsole other = start(0, null)) {
            Browser browser = Browser.at(other.address()).logIn(lastLink());
            List<InputStream> open = new ArrayList<>();
            for (int stream = 0; stream < 8; stream++) {
                open.add(browser.stream(null));
            }
            assertThat(browser.get("/api/events").statusCode()).isEqualTo(429);
            for (InputStream stream : open) {
                stream.close();
            }
        }
    }

    @Test
    void noSecretIsEverServed() throws Exception {
        for (String path : List.of(
                "/api/session",
                "/api/books",
                "/api/books/salt",
                "/api/books/salt/chapters/1",
                "/api/attention",
                "/api/dead-letters",
                "/api/kpis",
                "/api/policies",
                "/api/services",
                "/api/audit",
                "/api/books/salt/text",
                "/",
                "/app.js",
                "/api/nothing",
                "/api/books?limit=x")) {
            operator.get(path);
        }

        assertThat(answers).isNotEmpty().allSatisfy(answer -> assertThat(answer).doesNotContain(PLANTED));
    }
}
