package dev.storycrew.cli.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.app.Models;
import dev.storycrew.app.Services;
import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.operate.Submission;
import dev.storycrew.cli.StoryCrew;
import dev.storycrew.cli.service.Logging;
import dev.storycrew.core.story.Stage;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.fakeprovider.FakeProviders;
import dev.storycrew.fakeprovider.FakeRequest;
import dev.storycrew.fakeprovider.Fault;
import dev.storycrew.fakeprovider.Protocol;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.history.Connection;
import dev.storycrew.llm.rehearsal.RehearsalModel;
import dev.storycrew.llm.rehearsal.RehearsalSettings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A real ledger beside real services, some of which are not started and one of whose models has no money left. */
@Tag("long")
class WatchdogTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private final Lines lines = new Lines();

    @BeforeEach
    void listen() {
        Logging.toFile(folder.resolve("storycrew.log"));
        lines.start();
        watchdogsLog().addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        watchdogsLog().removeAppender(lines);
    }

    @Test
    void whatIsMissingIsNamedByTheLogAndByStatusWithTheCommandThatHelps() throws Exception {
        Files.writeString(folder.resolve("book.yaml"), """
                id: salt
                title: Salt
                genre: mystery
                words-per-chapter: 450
                chapters:
                  - {number: 1, title: One, summary: Ida goes on.}
                  - {number: 2, title: Two, summary: Ida comes back.}
                """);
        RehearsalModel brain = new RehearsalModel(RehearsalSettings.of(1, Map.of(), Duration.ZERO));
        try (FakeProviders providers = FakeProviders.start(
                        request -> brain.chat(SystemMessage.from(request.system()), UserMessage.from(request.user()))
                                .aiMessage()
                                .text(),
                        WatchdogTest::broke);
                EmbeddedCluster cluster =
                        EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "storycrew.", 0, 0)) {
            Connection connection = cluster.connection();
            Path file = config(connection, providers);
            Config config = ConfigFile.load(file, Map.of());
            try (Services services =
                    new Services(connection, config, new Models(config), "1", folder.resolve("state"))) {
                services.startLedger();
                services.startRouter();
                services.startSequencer();
                services.startStage(Stage.PLAN);
                Submission.publish(connection, Submission.requests(BookFile.read(folder.resolve("book.yaml"))));

                await().atMost(PATIENCE).until(() -> reported("no write process is running"));
                assertThat(lines.all).noneMatch(line -> line.contains("salt/2"));
                JsonNode first = status(file).path(0);
                assertThat(first.path("reason").asText()).isEqualTo("no_service");
                assertThat(first.path("advice").asText()).isEqualTo("./storycrew stage write");
                assertThat(status(file).path(1).path("reason").asText()).isEqualTo("waits_for_former");
                assertThat(run(file, "status"))
                        .contains("no write process is running, for ", "to do: ./storycrew stage write");

                services.startStage(Stage.WRITE);
                services.startStage(Stage.EDIT);
                services.startStage(Stage.JUDGE);
                services.startStage(Stage.BIBLE);
                await().atMost(PATIENCE).until(() -> reported("the model of edit is not answering"));
                assertThat(lines.all).anyMatch(line -> line.contains("chapter_moves_again"));
            }
        }
    }

    private boolean reported(String what) {
        return lines.all.stream()
                .anyMatch(line -> line.contains(what) && line.contains("chapter_stuck") && line.contains("salt/1"));
    }

    /** The account that the edit stage asks at is empty. */
    private static @Nullable Fault broke(FakeRequest request) {
        return request.model().equals("editor") ? Fault.QUOTA_GONE : null;
    }

    private static JsonNode status(Path config) throws Exception {
        return new ObjectMapper().readTree(run(config, "status", "--json"));
    }

    private static String run(Path config, String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine line = StoryCrew.commandLine();
        line.setOut(new PrintWriter(out));
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = config.toString();
        assertThat(line.execute(all)).isZero();
        return out.toString();
    }

    private Path config(Connection connection, FakeProviders providers) throws Exception {
        return Files.writeString(folder.resolve("config.yaml"), """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s"}
                topics: {partitions: 4}
                ledger: {stuck-after: 3s}
                llm:
                  default: {provider: openai, base-url: "%s", api-key: secret, model: one, timeout: 20s}
                  stages: {edit: {api-key: another, model: editor}}
                """.formatted(
                        connection.kafka().get("bootstrap.servers"),
                        connection.registry().get("schema.registry.url"),
                        providers.url(Protocol.OPENAI)));
    }

    private static Logger watchdogsLog() {
        return (Logger) LogManager.getLogger("dev.storycrew.topology.ledger.Watchdog");
    }

    private static final class Lines extends AbstractAppender {
        private final List<String> all = new CopyOnWriteArrayList<>();

        Lines() {
            super("lines", null, null, true, Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            all.add(event.getMessage().getFormattedMessage() + " "
                    + event.getContextData().toMap());
        }
    }
}
