package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.EmbeddedCluster;
import dev.storycrew.embedded.DataFolder;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.schemas.topic.TopicCatalogue;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator types before services are deployed, against a broker and a registry that know nothing yet. */
@Tag("long")
class DeploymentCommandsTest {
    private static final String BOOK = """
            id: tea
            title: Tea
            genre: romance
            chapters: [{number: 1, title: One, summary: %s, hook: A gateway.}]
            """;

    @TempDir
    private Path folder;

    private record Said(int exit, String out, String err) {}

    @Test
    void topicsAndSchemasAreMadeAtDeploymentAndAfterThatServicesNeedNotRegister() throws IOException {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
            String config = config(broker.bootstrapServers(), registry.url(), 2);
            String topics = new TopicCatalogue("", 2).all().size() + " topics";

            Said unprepared = say("submit", book("Mara comes."), "--config", config);
            assertThat(unprepared.exit()).isNotZero();
            assertThat(unprepared.err()).contains("register it at deployment (schemas register does that)");

            Said first = say("topics", "create", "--config", config);
            assertThat(first.exit()).as(first.err()).isZero();
            assertThat(first.out()).contains(topics).contains("schemas registered for ");
            assertThat(say("submit", book("Mara comes."), "--config", config).exit())
                    .isZero();

            Said second = say("topics", "create", "--config", config);
            assertThat(second.out()).contains(topics + ", 0 of them new");

            Said others = say("topics", "create", "--config", config(broker.bootstrapServers(), registry.url(), 3));
            assertThat(others.exit()).isEqualTo(1);
            assertThat(others.out()).contains("✗ topic storycrew.plan has 2 partitions, expected 3");
        }
    }

    @Test
    void schemasAreRegisteredAndCheckedWithoutABroker() throws Exception {
        try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
            String config = config("127.0.0.1:1", registry.url(), 2);

            Said missing = say("schemas", "check", "--config", config);
            assertThat(missing.exit()).isEqualTo(1);
            assertThat(missing.out())
                    .contains("✗ the registry has no schema of subject storycrew.plan-value")
                    .contains("✗ subject storycrew.state-BookStateRecord has no schema of this version's state")
                    .contains("register it at deployment (schemas register does that)");

            Said registered = say("schemas", "register", "--config", config);
            assertThat(registered.exit()).as(registered.out()).isZero();
            assertThat(registered.out())
                    .contains("registered storycrew.plan-value", "schemas registered for ", "✓ all");
            assertThat(say("schemas", "check", "--config", config).out()).startsWith("✓ all schemas are registered");
            assertThat(say("schemas", "register", "--config", config).out()).isEqualTo(registered.out());

            RegistryClient others =
                    new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", registry.url())));
            others.setCompatibility("storycrew.chapters-value", "NONE");
            others.register("storycrew.chapters-value", Schema.create(Schema.Type.STRING));
            Said over = say("schemas", "check", "--config", config);
            assertThat(over.exit()).isEqualTo(1);
            assertThat(over.out())
                    .contains("✗ version 2 of subject storycrew.chapters-value")
                    .contains("DELETE /subjects/storycrew.chapters-value/versions/2");
        }
    }

    @Test
    void theSameBookMayBeSubmittedTwiceAndAChangedOneIsRefused() throws IOException {
        try (EmbeddedCluster cluster =
                EmbeddedCluster.start(DataFolder.lock(folder.resolve("data")), "storycrew.", 0, 0)) {
            String config = config(
                    cluster.connection().kafka().getOrDefault("bootstrap.servers", ""),
                    cluster.connection().registry().getOrDefault("schema.registry.url", ""),
                    4);
            say("topics", "create", "--config", config);

            assertThat(say("submit", book("Mara comes."), "--config", config).out())
                    .contains("submitted tea/1")
                    .doesNotContain("submitted before");
            assertThat(say("submit", book("Mara comes."), "--config", config).out())
                    .contains("(submitted before; nothing changes)");
            Said changed = say("submit", book("Zoe comes."), "--config", config);
            assertThat(changed.exit()).isEqualTo(2);
            assertThat(changed.err()).contains("chapter 1 was requested before with different content");
        }
    }

    private String config(String broker, String registry, int partitions) throws IOException {
        return Files.writeString(
                        Files.createTempFile(folder, "config", ".yaml"),
                        String.format(Locale.ROOT, """
                kafka: {bootstrap.servers: "%s"}
                schema-registry: {schema.registry.url: "%s", auto.register.schemas: "false"}
                topics: {partitions: %d, replication-factor: 1}
                """, broker, registry, partitions))
                .toString();
    }

    private String book(String summary) throws IOException {
        return Files.writeString(folder.resolve("tea.yaml"), BOOK.formatted(summary))
                .toString();
    }

    private static Said say(String... words) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = StoryCrew.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words);
        return new Said(exit, out.toString(), err.toString());
    }
}
