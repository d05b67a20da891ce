package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A data folder that an older version made is read, and its work goes on. {@code made-before/} holds two such folders, as
 * commit 72071df left them: in one {@code run} had finished both example books; in the other it was stopped (SIGTERM) when the
 * second chapter of the lighthouse had just been judged.
 *
 * <p>Logs and locks are left out, and so are Kafka's {@code .timeindex} files: without one, the broker takes the age of a
 * segment from its file, which was just unpacked, so that it does not delete what is older than the topics' 30 days. It
 * forgets the offsets of idle groups only after 10 minutes, and the ledger forgets old chapters only after an hour.
 */
@Tag("long")
class FolderMadeBeforeTest {
    private static final String LIGHTHOUSE = "the-lighthouse";
    private static final String BRIDGE = "rain-on-willow-bridge";

    /** SHA-256 of what that version wrote itself. */
    private static final Map<String, List<String>> TEXTS = Map.of(
            LIGHTHOUSE,
            List.of(
                    "7f95bdc31f002926dedf933a5ad8758f3d6e0d96aff418ab30b6220c34425452",
                    "7064e52132abf29b0f5243180b193167d5fdb29cc597e99f0f484b52c85f8361",
                    "284131ff2021d9070861f82e351df64416e19c6866cc6c98679bf504e2817e04"),
            BRIDGE,
            List.of(
                    "14c5c436dd86f2815cd65ac233674ad6db15584725535a3841bbd3e176f34154",
                    "80a4dafd689019dfb06fa1a1646c03af8ad1d688533fee43f891072ee164ce66",
                    "589635e8a2d754af3f6e8a7a695489bcce94f877c7f89cf3c5250158278fa4e7"));

    /** What the books cost as that version counted it, in US dollars. */
    private static final Map<String, Double> COSTS = Map.of(LIGHTHOUSE, 0.045539, BRIDGE, 0.0374195);

    @TempDir
    private Path folder;

    private Path config;
    private Path data;

    private record Said(int exit, String out, String err) {
        JsonNode json() throws IOException {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeEach
    void prepare() {
        data = folder.resolve("data");
        config = folder.resolve("cluster.yaml");
    }

    @Test
    void finishedBooksAreReadAndNothingOfThemIsMadeAgain() throws Exception {
        unpack("finished.zip.gz");

        Said again = run(BRIDGE, LIGHTHOUSE);

        assertThat(again.exit()).as(again.err()).isZero();
        onBroker(() -> {
            assertThat(say("status", "--json").json())
                    .hasSize(6)
                    .allSatisfy(chapter ->
                            assertThat(chapter.path("state").asText()).isEqualTo("ACCEPTED"));
            JsonNode attempts =
                    say("chapter", LIGHTHOUSE + "/2", "--json").json().at("/runs/0/attempts");
            assertThat(attempts).hasSize(2);
            assertThat(attempts.at("/0/decision/level").asText()).isEqualTo("FULL_RETRY");
            assertVerified(6);
            for (String book : List.of(BRIDGE, LIGHTHOUSE)) {
                Said exported =
                        say("export", book, "--out", folder.resolve("exported").toString());
                assertThat(exported.exit()).as(exported.err()).isZero();
                assertThat(texts("exported", book)).as(book).isEqualTo(TEXTS.get(book));
                assertThat(texts("out", book)).as(book).isEqualTo(TEXTS.get(book));
                assertThat(report("exported", book).at("/totals/cost_usd").asDouble())
                        .as("paid for %s, and not once more", book)
                        .isEqualTo(COSTS.get(book));
            }
        });
    }

    @Test
    void aStoppedBookGoesOnWhereItWas() throws Exception {
        unpack("stopped.zip.gz");
        List<JsonNode> before = new ArrayList<>();
        onBroker(() -> {
            assertThat(say("status", "--json").json())
                    .extracting(chapter -> chapter.path("state").asText())
                    .containsExactly("ACCEPTED", "UNDER_WAY", "WAITING");
            before.add(say("chapter", LIGHTHOUSE + "/1", "--json").json());
            before.add(say("chapter", LIGHTHOUSE + "/2", "--json").json());
        });

        Said ran = run(LIGHTHOUSE);

        assertThat(ran.exit()).as(ran.err()).isZero();
        assertThat(report("out", LIGHTHOUSE).path("chapters"))
                .hasSize(3)
                .allSatisfy(
                        chapter -> assertThat(chapter.path("outcome").asText()).isEqualTo("ACCEPTED"));
        assertThat(texts("out", LIGHTHOUSE).get(0))
                .isEqualTo(Objects.requireNonNull(TEXTS.get(LIGHTHOUSE)).get(0));
        onBroker(() -> {
            assertThat(say("chapter", LIGHTHOUSE + "/1", "--json").json())
                    .as("the chapter that was accepted before")
                    .isEqualTo(before.get(0));
            assertThat(say("chapter", LIGHTHOUSE + "/2", "--json").json().at("/runs/0/attempts/0/stages"))
                    .as("the attempt that was judged before")
                    .isNotEmpty()
                    .isEqualTo(before.get(1).at("/runs/0/attempts/0/stages"));
            assertVerified(3);
        });
    }

    private void assertVerified(int chapters) throws IOException {
        Said verified = say("audit", "verify", "--json");
        assertThat(verified.exit()).as(verified.out()).isZero();
        assertThat(verified.json().path("verified").asBoolean()).isTrue();
        assertThat(verified.json().at("/figures/accepted").asInt()).isEqualTo(chapters);
        assertThat(say("audit", "verify").out()).contains("VERIFIED");
    }

    /** What is done with a broker and a registry on the folder. */
    private interface OnBroker {
        void run() throws Exception;
    }

    private void onBroker(OnBroker action) throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(data.resolve("kafka"), 0);
                EmbeddedRegistry registry = EmbeddedRegistry.start(data.resolve("registry"), 0)) {
            Files.writeString(config, """
                    kafka: {bootstrap.servers: "%s"}
                    schema-registry: {schema.registry.url: "%s"}
                    topics: {partitions: 4, replication-factor: 1}
                    """.formatted(broker.bootstrapServers(), registry.url()));
            action.run();
        }
    }

    private Said run(String... books) {
        List<String> words = new ArrayList<>(List.of("run"));
        for (String book : books) {
            words.add("../examples/" + book + ".yaml");
        }
        words.addAll(List.of("--out", folder.resolve("out").toString(), "--data", data.toString()));
        return execute(words);
    }

    private Said say(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--config", config.toString()));
        return execute(all);
    }

    private static Said execute(List<String> words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = StoryCrew.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
        return new Said(exit, out.toString(), err.toString());
    }

    private List<String> texts(String out, String book) throws Exception {
        List<String> digests = new ArrayList<>();
        for (int number = 1; number <= 3; number++) {
            Path text = folder.resolve(out).resolve(book).resolve("chapter-0" + number + ".md");
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(text));
            digests.add(HexFormat.of().formatHex(digest));
        }
        return digests;
    }

    private JsonNode report(String out, String book) throws IOException {
        return new ObjectMapper()
                .readTree(
                        folder.resolve(out).resolve(book).resolve("report.json").toFile());
    }

    private void unpack(String name) throws IOException {
        InputStream packed = Objects.requireNonNull(getClass().getResourceAsStream("/made-before/" + name), name);
        // The zip stores, and is compressed as a whole: many small files are alike.
        try (ZipInputStream zip = new ZipInputStream(new GZIPInputStream(packed))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = data.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                Files.copy(zip, file);
            }
        }
    }
}
