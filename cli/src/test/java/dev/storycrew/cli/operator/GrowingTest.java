package dev.storycrew.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.health.HealthServer;
import dev.storycrew.app.metrics.ProcessMetrics;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.TopicSizes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What a cluster says about its size and its health, before and after a book. */
@Tag("long")
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GrowingTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    static Path folder;

    private static EmbeddedCluster cluster;
    private static Path file;

    private record Ran(int code, String out, String err) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeAll
    static void start() throws Exception {
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "grow.", 0, 0);
        file = config("grow.");
        Files.writeString(folder.resolve("book.yaml"), """
                id: salt
                title: Salt
                genre: story
                words-per-chapter: 450
                chapters:
                  - {number: 1, title: One, summary: Ida goes on.}
                  - {number: 2, title: Two, summary: Ida comes back.}
                  - {number: 3, title: Three, summary: Ida stays.}
                """);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    @Order(1)
    void withoutEnoughHistoryThePlanSaysSoAndInventsNothing() throws Exception {
        Ran ran = run("topics", "plan", "--rate", "60");

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).startsWith("no chapter has ended").contains("./storycrew submit BOOK.yaml");
        JsonNode json = run("topics", "plan", "--json").json();
        assertThat(json.path("measured").path("enough").asBoolean(true)).isFalse();
        assertThat(json.has("limits")).isFalse();
    }

    @Test
    @Order(2)
    void theCanaryComesBesideRealWorkAndLeavesNothingBehind() throws Exception {
        Submission.publish(cluster.connection(), Submission.requests(BookFile.read(folder.resolve("book.yaml"))));
        Map<String, Long> before = offsets();

        Ran ran = run(
                "canary", "--once", "--json", "--data", folder.resolve("canary").toString());

        JsonNode round = ran.json();
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(round.path("passed").asBoolean()).isTrue();
        assertThat(round.path("seconds").asDouble()).isPositive();
        List<String> hops = new ArrayList<>();
        round.path("hops").forEach(hop -> hops.add(hop.path("topic").asText()));
        assertThat(hops)
                .startsWith("chapter-requests", "plan", "write")
                .endsWith("chapters")
                .doesNotHaveDuplicates();
        assertThat(round.path("oldest_unfinished").path("chapter").asText()).isEqualTo("salt/1");
        assertThat(offsets()).as("the real topics are untouched").isEqualTo(before);
        try (Admin admin = cluster.connection().admin()) {
            assertThat(admin.listTopics().names().get()).noneMatch(name -> name.startsWith("grow.canary."));
        }
    }

    @Test
    @Order(3)
    void theNextCanaryBeginsWithoutTheStateOfTheOneBefore() throws Exception {
        Path stale = folder.resolve("canary")
                .resolve("streams-canary")
                .resolve("router")
                .resolve("stale");
        Files.createDirectories(stale);

        assertThat(run("canary", "--once", "--data", folder.resolve("canary").toString())
                        .code())
                .isZero();

        assertThat(stale).doesNotExist();
    }

    @Test
    @Order(3)
    void aPrefixWithoutTopicsHasNoCanary() throws Exception {
        Path other = config("nobody.");

        Ran ran = runWith(
                other, "canary", "--once", "--data", folder.resolve("canary").toString());

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("there are no topics nobody.*");
    }

    @Test
    @Order(4)
    void afterABookThePlanIsMeasuredAndServicesTellOfTheirState() throws Exception {
        Config config = ConfigFile.load(file, Map.of());
        Connection connection = cluster.connection();
        Models models = new Models(config);
        try (Services services = new Services(connection, config, models, "1", folder.resolve("state"))) {
            services.startAll();
            try (HealthServer health = HealthServer.start("127.0.0.1", 0, services, models, new ProcessMetrics())) {
                await().atMost(PATIENCE)
                        .until(() -> run("status", "--state", "accepted", "--json")
                                        .json()
                                        .size()
                                == 3);

                JsonNode plan = run(
                                "topics", "plan", "--rate", "3600", "--health", "127.0.0.1:" + health.port(), "--json")
                        .json();
                assertThat(plan.path("measured").path("chapters").asInt()).isEqualTo(3);
                assertThat(plan.path("circuits_known").asBoolean()).isTrue();
                assertThat(plan.path("stages")).hasSize(Stage.values().length).allSatisfy(stage -> {
                    assertThat(stage.path("runs_per_chapter").asDouble()).isGreaterThanOrEqualTo(1);
                    assertThat(stage.path("now").path("partitions").asInt()).isEqualTo(4);
                });
                assertThat(plan.path("limits").path(0).path("kind").asText()).isEqualTo("books");
                assertThat(run("topics", "plan").out()).contains("the limit now: 0 chapters an hour: no book");

                JsonNode live = new ObjectMapper().readTree(get(health.port(), "/health/ready"));
                assertThat(live.path("disk").path("free_bytes").asLong()).isPositive();
                assertThat(live.path("state")).hasSize(4).anySatisfy(state -> {
                    assertThat(state.path("service").asText()).isEqualTo("router");
                    assertThat(state.path("restoring_stores").asInt(-1)).isZero();
                    assertThat(state.path("standbys").asInt(-1)).isZero();
                });
            }
        }
    }

    @Test
    @Order(5)
    void anAddressWhereNoServiceAnswersIsNamed() {
        Ran ran = run("topics", "plan", "--health", "127.0.0.1:1");

        assertThat(ran.code()).isEqualTo(3);
        assertThat(ran.err()).contains("http://127.0.0.1:1/health/ready").contains("--health-port");
    }

    @Test
    @Order(6)
    void wrongRatesAndTimesAreWrongUsage() {
        assertThat(run("topics", "plan", "--rate", "0").code()).isEqualTo(2);
        assertThat(run("topics", "plan", "--days", "0").code()).isEqualTo(2);
        assertThat(run("canary", "--every", "10").err()).contains("--every: must be a duration such as 500ms");
        assertThat(run("canary", "--timeout", "0s").err()).contains("--timeout: must be above 0");
    }

    private static Map<String, Long> offsets() {
        return TopicSizes.of(cluster.connection()).stream()
                .collect(Collectors.toMap(size -> size.topic().name(), TopicSizes.Size::offsets));
    }

    private static String get(int port, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static Path config(String prefix) throws Exception {
        Path config = folder.resolve(prefix + "yaml");
        Files.writeString(config, """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {prefix: %s, partitions: 4}
                """.formatted(
                        cluster.connection().kafka().get("bootstrap.servers"),
                        cluster.connection().registry().get("schema.registry.url"),
                        prefix));
        return config;
    }

    private static Ran run(String... arguments) {
        return runWith(file, arguments);
    }

    private static Ran runWith(Path config, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine storycrew =
                StoryCrew.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err, true));
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        int code = storycrew.execute(all.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }
}
