package dev.storycrew.cli.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryCharacter;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicSizes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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

/** A book that grows while its chapters are made. */
@Tag("long")
@Timeout(240)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SubmitUpdateTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String ONE = "  - {number: 1, title: One, summary: Ida goes on.}\n";

    @TempDir
    static Path folder;

    private static EmbeddedCluster cluster;
    private static Services services;
    private static Path config;

    private record Ran(int code, String out, String err) {}

    @BeforeAll
    static void start() throws Exception {
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "grow.", 0, 0);
        config = Files.writeString(folder.resolve("config.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {prefix: grow., partitions: 4}
                llm: {rehearsal: {seed: 1, mistakes: {}}}
                """.formatted(
                        cluster.connection().kafka().get("bootstrap.servers"),
                        cluster.connection().registry().get("schema.registry.url")));
        Config settings = ConfigFile.load(config, Map.of());
        services = new Services(cluster.connection(), settings, new Models(settings), "1", folder.resolve("state"));
    }

    @AfterAll
    static void stop() throws Exception {
        services.close();
        cluster.close();
    }

    @Test
    @Order(1)
    void anUpdateThatComesTooLateIsToldAndTheOthersAreNotPublished() throws Exception {
        String two = "  - {number: 2, title: Two, summary: Ida comes back.}\n";
        Path book = book("race", "", ONE + two);
        assertThat(submit(book).code()).isZero();
        book("race", "", ONE.replace("goes on", "stops") + two.replace("comes back", "stays away"));
        long before = requests();

        CompletableFuture<Ran> updating = CompletableFuture.supplyAsync(() -> submit(book, "--update"));
        await().atMost(PATIENCE).until(() -> requests() > before);
        services.startSequencer();
        Ran late = updating.get(60, TimeUnit.SECONDS);

        assertThat(late.code()).as(late.out() + late.err()).isEqualTo(1);
        assertThat(late.err())
                .contains(
                        "chapter race/1 had begun when update 1 of its request came",
                        "the requests of 1 other chapter were not published",
                        "submit " + book + " --update");
        assertThat(requests()).isEqualTo(before + 1);
    }

    @Test
    @Order(2)
    void whatWaitsMayChangeAndWhatHasBegunMayNot() throws Exception {
        services.startRouter();
        Path book = book(
                "salt",
                "",
                ONE
                        + "  - {number: 2, title: Two, summary: Ida comes back.}\n"
                        + "  - {number: 3, title: Three, summary: Ida stays.}\n");
        assertThat(submit(book).out()).contains("submitted salt/3");
        await().atMost(PATIENCE)
                .until(() -> submit(book, "--update", "--dry-run").out().contains("1  under way"));
        long before = requests();

        book(
                "salt",
                "",
                ONE.replace("goes on", "stops")
                        + "  - {number: 2, title: Two, summary: Ida comes back.}\n"
                        + "  - {number: 3, title: Three, summary: Ida stays.}\n");
        Ran refused = submit(book, "--update");
        assertThat(refused.code()).isEqualTo(2);
        assertThat(refused.err())
                .contains(
                        "chapter 1 has begun, and its summary differs",
                        "./storycrew cancel salt/1",
                        "Nothing was published");

        book(
                "salt",
                """
                bible:
                  characters: [{name: Anna, role: the keeper}]
                  facts: [The lamp is out.]
                """,
                ONE
                        + "  - {number: 2, title: Two, summary: Ida comes back late.}\n"
                        + "  - {number: 3, title: Storm, summary: A storm keeps all inside.}\n"
                        + "  - {number: 4, title: Three, summary: Ida stays.}\n");
        Ran plain = submit(book);
        assertThat(plain.code()).isEqualTo(2);
        assertThat(plain.err()).contains("chapter 2 was requested before with different content", "--update");
        Ran shown = submit(book, "--update", "--dry-run");
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out())
                .contains(
                        "character added: Anna",
                        "fact added: The lamp is out.",
                        "for chapters 2 to 4; chapter 1 keeps what it began with",
                        "chapter 1  under way; stays as it was requested",
                        "chapter 2  summary changed",
                        "chapter 3  inserted: \"Storm\"",
                        "chapter 4  was chapter 3: \"Three\"",
                        "nothing was published; without --dry-run 3 requests would be");
        assertThat(requests()).as("nothing was published").isEqualTo(before);

        Ran updated = submit(book, "--update");
        assertThat(updated.code()).as(updated.err()).isZero();
        assertThat(updated.out()).contains("published 3 requests; the sequencer has taken them");
        assertThat(requests()).isEqualTo(before + 3);
        assertThat(submit(book, "--update").out()).contains("nothing changes");
        assertThat(submit(book).out()).contains("(submitted before; nothing changes)");
        assertThat(requests()).isEqualTo(before + 3);
    }

    @Test
    @Order(3)
    void aBookThatHasEndedGrowsByAChapterWithWhatWasAdded() throws Exception {
        for (Stage stage : Stage.values()) {
            services.startStage(stage);
        }
        await().atMost(PATIENCE).until(() -> outcomes().size() == 4);
        Path book = book(
                "salt",
                """
                bible:
                  characters: [{name: Anna, role: the keeper}]
                  facts: [The lamp is out., The sea is high.]
                """,
                ONE
                        + "  - {number: 2, title: Two, summary: Ida comes back late.}\n"
                        + "  - {number: 3, title: Storm, summary: A storm keeps all inside.}\n"
                        + "  - {number: 4, title: Three, summary: Ida stays.}\n"
                        + "  - {number: 5, title: Dawn, summary: The light comes back.}\n");

        assertThat(submit(book).err()).contains("fact added: The sea is high.", "--update");
        Ran updated = submit(book, "--update");
        assertThat(updated.code()).as(updated.err()).isZero();
        assertThat(updated.out()).contains("chapter 4  accepted", "chapter 5  new: \"Dawn\"");
        await().atMost(PATIENCE).until(() -> outcomes().size() == 5);

        Map<Integer, ChapterOutcome> ended = outcomes();
        assertThat(ended.values())
                .extracting(outcome -> outcome.brief().title())
                .containsExactly("One", "Two", "Storm", "Three", "Dawn");
        assertThat(facts(ended, 1)).doesNotContain("The lamp is out.");
        for (int number = 2; number <= 5; number++) {
            assertThat(facts(ended, number)).containsOnlyOnce("The lamp is out.");
            assertThat(people(ended, number)).containsOnlyOnce("Anna");
        }
        assertThat(facts(ended, 4)).doesNotContain("The sea is high.");
        assertThat(facts(ended, 5)).contains("The sea is high.");
        Ran verified = run("audit", "verify");
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        assertThat(run("chapter", "salt/2").out()).contains("replaced before it began: request ");
    }

    private static List<String> facts(Map<Integer, ChapterOutcome> ended, int number) {
        return Objects.requireNonNull(ended.get(number)).bible().facts();
    }

    private static List<String> people(Map<Integer, ChapterOutcome> ended, int number) {
        return Objects.requireNonNull(ended.get(number)).bible().characters().stream()
                .map(StoryCharacter::name)
                .toList();
    }

    private static Map<Integer, ChapterOutcome> outcomes() {
        Map<Integer, ChapterOutcome> found = new TreeMap<>();
        TopicReader.open(
                        cluster.connection(),
                        ReadPlan.all(List.of(cluster.connection().topics().chapters())))
                .forEach(read -> {
                    ChapterOutcome outcome = cluster.connection()
                            .wire()
                            .decode(cluster.connection().topics().chapters(), Objects.requireNonNull(read.value()));
                    if (outcome.chapter().bookId().equals("salt")) {
                        found.put(outcome.chapter().number(), outcome);
                    }
                });
        return found;
    }

    private static long requests() {
        return TopicSizes.of(cluster.connection()).stream()
                .filter(size -> size.topic().name().equals("grow.chapter-requests"))
                .mapToLong(TopicSizes.Size::offsets)
                .sum();
    }

    private static Path book(String id, String more, String chapters) throws Exception {
        return Files.writeString(
                folder.resolve(id + ".yaml"),
                "id: " + id + "\ntitle: Salt\ngenre: story\nwords-per-chapter: 450\n" + more + "chapters:\n"
                        + chapters);
    }

    private static Ran submit(Path book, String... more) {
        List<String> all = new ArrayList<>(List.of("submit", book.toString()));
        all.addAll(List.of(more));
        return run(all.toArray(String[]::new));
    }

    private static Ran run(String... arguments) {
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
