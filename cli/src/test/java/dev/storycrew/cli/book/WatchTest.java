package dev.storycrew.cli.book;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A book that is watched while it is made, where nobody sees a terminal. */
@Tag("long")
@Timeout(240)
class WatchTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private static Path folder;

    private static EmbeddedCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        cluster = EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "watched.", 0, 0);
        Files.writeString(folder.resolve("config.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {prefix: watched., partitions: 4}
                """.formatted(
                        cluster.connection().kafka().get("bootstrap.servers"),
                        cluster.connection().registry().get("schema.registry.url")));
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
    }

    @Test
    void whatHappensIsToldUntilTheBookIsDoneAndWhatWasThereBeforeOnlyCounted() throws Exception {
        Config config = ConfigFile.load(folder.resolve("config.yaml"), Map.of())
                .withRehearsal(new Config.Rehearsal(1, Map.of(), Duration.ZERO));
        try (Services services =
                new Services(cluster.connection(), config, new Models(config), "1", folder.resolve("state"))) {
            submit("before", 1);
            services.startAll();
            StringWriter untilDone = new StringWriter();
            assertThat(watch(untilDone, "before")).as(untilDone.toString()).isZero();
            assertThat(untilDone.toString().lines().toList()).first().asString().startsWith("1 chapter in 1 book: ");
            assertThat(untilDone.toString()).endsWith("1 chapter in 1 book: 1 accepted\n");
        }

        submit("salt", 2);
        StringWriter out = new StringWriter();
        CompletableFuture<Integer> watched = CompletableFuture.supplyAsync(() -> watch(out, "salt", "before"));
        await().atMost(PATIENCE).until(() -> out.toString().contains("needs you") || watched.isDone());
        try (Services services =
                new Services(cluster.connection(), config, new Models(config), "2", folder.resolve("state"))) {
            services.startAll();

            assertThat(watched.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(out.toString())
                    .isZero();
        }
        assertThat(out.toString())
                .startsWith("3 chapters in 2 books: 1 accepted, 2 waiting")
                .containsOnlyOnce("salt/1  needs you: no sequencer process is running; to do: ./storycrew sequencer\n")
                .contains("\nsalt/1  plan  first pass  ")
                .contains("\nsalt/2  bible  ")
                .contains("\nsalt/1  ACCEPTED ")
                .doesNotContain("\nbefore/1")
                .endsWith("\n3 chapters in 2 books: 3 accepted\n");
    }

    /** As a cluster is that was made before there were cards, until its ledger is replaced. */
    @Test
    void withoutATopicForCardsTheOthersAreWatched() throws Exception {
        Path file = Files.writeString(
                folder.resolve("old.yaml"),
                Files.readString(folder.resolve("config.yaml")).replace("watched.", "old."));
        assertThat(run(new StringWriter(), "topics", "create", "--config", file.toString()))
                .isZero();
        Connection old = RealCluster.connect(ConfigFile.load(file, Map.of()));
        try (Admin admin = old.admin()) {
            admin.deleteTopics(List.of(old.topics().chapterCards().name()))
                    .all()
                    .get();
        }
        Submission.publish(old, Submission.requests(BookFile.read(book("early", 1))));
        try (Cards cards = Cards.read(old, ServiceStatus.UNKNOWN, Duration.ofHours(1))) {
            cards.follow();
            Submission.publish(old, Submission.requests(BookFile.read(book("late", 1))));

            await().atMost(PATIENCE).until(() -> cards.hasBook("late"));
            cards.requireFollowing();
            assertThat(cards.hasBook("early")).isTrue();
        }
    }

    @Test
    void aBookThatNobodyRequestedIsWrongUsage() {
        StringWriter out = new StringWriter();

        assertThat(watch(out, "nobody")).isEqualTo(2);
        assertThat(out.toString()).contains("there is no book nobody; ./storycrew status --config");
    }

    private static void submit(String id, int chapters) throws Exception {
        Submission.publish(cluster.connection(), Submission.requests(BookFile.read(book(id, chapters))));
    }

    private static Path book(String id, int chapters) throws Exception {
        StringBuilder book =
                new StringBuilder("id: " + id + "\ntitle: Salt\ngenre: story\nwords-per-chapter: 450\nchapters:\n");
        for (int number = 1; number <= chapters; number++) {
            book.append("  - {number: ").append(number).append(", title: One, summary: Ida goes on.}\n");
        }
        return Files.writeString(folder.resolve(id + ".yaml"), book);
    }

    private static int watch(StringWriter out, String... books) {
        List<String> arguments = new ArrayList<>(List.of("watch"));
        arguments.addAll(List.of(books));
        arguments.addAll(
                List.of("--plain", "--config", folder.resolve("config.yaml").toString()));
        return run(out, arguments.toArray(String[]::new));
    }

    private static int run(StringWriter out, String... arguments) {
        PrintWriter writer = new PrintWriter(out, true);
        return StoryCrew.commandLine().setOut(writer).setErr(writer).execute(arguments);
    }
}
