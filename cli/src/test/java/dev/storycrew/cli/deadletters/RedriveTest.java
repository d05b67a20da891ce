package dev.storycrew.cli.deadletters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.storycrew.app.Models;
import dev.storycrew.app.RealCluster;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.story.Stage;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.testcluster.TestSystems;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A chapter is given up because a model refuses to write it, the model is healed, and an operator redrives it. */
@Tag("long")
@Tag("containers")
class RedriveTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final AtomicBoolean sick = new AtomicBoolean(true);

    @Test
    void aChapterThatWasGivenUpIsRedrivenAndAcceptedAndNoFinishedStageIsRepeated() throws Exception {
        Files.writeString(folder.resolve("book.yaml"), """
                id: salt
                title: Salt
                genre: mystery
                words-per-chapter: 450
                bible: {characters: [{name: Ida Marsh}, {name: Ole Brandt}]}
                chapters:
                  - {number: 1, title: One, summary: Ida goes on. Ole does not.}
                  - {number: 2, title: Two, summary: Ida comes back.}
                """);
        RehearsalModel brain = new RehearsalModel(RehearsalSettings.of(1, Map.of(), Duration.ZERO));
        try (FakeProviders providers = FakeProviders.start(
                        request -> brain.chat(SystemMessage.from(request.system()), UserMessage.from(request.user()))
                                .aiMessage()
                                .text(),
                        this::mischief);
                TestSystems systems = TestSystems.start(folder.resolve("data"))) {
            Path file = config(systems, providers);
            Config config = ConfigFile.load(file, Map.of());
            Connection connection = RealCluster.connect(config);
            assertThat(RealCluster.prepareTopics(connection)).isEmpty();
            try (Services services =
                    new Services(connection, config, new Models(config), "1", folder.resolve("state"))) {
                services.startAll();
                Submission.publish(connection, Submission.requests(BookFile.read(folder.resolve("book.yaml"))));
                String first = awaitOpen(file, 1).path("id").asText();
                assertThat(status(file))
                        .containsEntry("salt/1", "DEAD_LETTERED")
                        .containsEntry("salt/2", "WAITING");

                assertThat(run(file, "dead-letters", "redrive", "--reason", "refused")
                                .exit())
                        .isZero();
                JsonNode second = awaitOpen(file, 2);
                assertThat(second.path("id").asText()).isNotEqualTo(first);
                assertThat(second.path("reason").asText()).isEqualTo("REFUSED");
                Ran again = run(file, "dead-letters", "redrive", first);
                assertThat(again.exit()).isEqualTo(1);
                assertThat(again.out()).contains("refused: " + first, "it was already redriven");

                sick.set(false);
                assertThat(run(file, "dead-letters", "redrive", "--all", "--dry-run")
                                .out())
                        .contains("would be redriven: " + second.path("id").asText());
                assertThat(status(file)).containsEntry("salt/1", "DEAD_LETTERED");
                assertThat(run(file, "dead-letters", "redrive", "--all", "--by", "mia", "--note", "healed")
                                .out())
                        .contains("redriven: " + second.path("id").asText());

                await().atMost(PATIENCE)
                        .until(() -> status(file).values().stream().allMatch("ACCEPTED"::equals));
                check(connection, providers);
                Ran audit = run(file, "audit", "verify");
                assertThat(audit.exit()).as(audit.out()).isZero();
                assertThat(run(file, "dead-letters", "list").out())
                        .contains("no dead letter is open; --all also lists 2 others");
                assertThat(run(file, "chapter", "salt/1").out()).contains("operator mia: REDRIVE", ": healed");
            }
        }
    }

    private void check(Connection connection, FakeProviders providers) {
        assertThat(read(connection, connection.topics().chapters()))
                .extracting(ChapterOutcome::chapter)
                .doesNotHaveDuplicates()
                .hasSize(2);
        Map<String, Long> finished = read(connection, connection.topics().stageRuns()).stream()
                .filter(run -> run.phase() == StageRun.Phase.FINISHED)
                .collect(Collectors.groupingBy(
                        run -> run.chapter() + " " + run.stage() + " " + run.attempt(), Collectors.counting()));
        assertThat(finished.values()).containsOnly(1L);
        assertThat(finished).containsKey("salt/1 " + Stage.PLAN + " 0");
        Map<String, Long> calls = providers.ledger().stream()
                .filter(call -> call.fault() == null)
                .collect(Collectors.groupingBy(
                        call -> call.request().model() + call.request().user(), Collectors.counting()));
        assertThat(calls.values()).as("no call that was answered is made again").containsOnly(1L);
    }

    private @Nullable Fault mischief(FakeRequest request) {
        return sick.get()
                        && request.user().startsWith("CHAPTER salt/1 ")
                        && request.user().contains("SCENES: ")
                ? Fault.REFUSED
                : null;
    }

    private JsonNode awaitOpen(Path file, int deliveries) {
        JsonNode[] open = {new ObjectMapper().createArrayNode()};
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(500)).until(() -> {
            open[0] = new ObjectMapper()
                    .readTree(run(file, "dead-letters", "list", "--json").out());
            return open[0].size() == 1 && open[0].path(0).path("deliveries").asInt() == deliveries;
        });
        return open[0].path(0);
    }

    private Map<String, String> status(Path file) throws Exception {
        Map<String, String> states = new java.util.TreeMap<>();
        new ObjectMapper()
                .readTree(run(file, "status", "--json").out())
                .forEach(chapter -> states.put(
                        chapter.path("chapter").asText(), chapter.path("state").asText()));
        return states;
    }

    private record Ran(int exit, String out) {}

    private static Ran run(Path config, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        StringWriter out = new StringWriter();
        CommandLine line = StoryCrew.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(out));
        int exit = line.execute(all.toArray(String[]::new));
        return new Ran(exit, out.toString());
    }

    private static <T> List<T> read(Connection connection, Topic<T> topic) {
        List<T> values = new ArrayList<>();
        TopicReader.open(connection, ReadPlan.all(List.of(topic)))
                .forEach(read -> values.add(connection.wire().decode(topic, Objects.requireNonNull(read.value()))));
        return values;
    }

    private Path config(TestSystems systems, FakeProviders providers) throws Exception {
        return Files.writeString(folder.resolve("config.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {partitions: 4, prefix: "%s", replication-factor: 1}
                llm:
                  default: {provider: openai, base-url: "%s", api-key: secret, model: one, timeout: 20s}
                """.formatted(
                systems.bootstrapServers(), systems.registryUrl(), systems.prefix(), providers.url(Protocol.OPENAI)));
    }
}
