package dev.storycrew.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storycrew.schemas.registry.RegistryClient;
import dev.storycrew.schemas.registry.RegistrySettings;
import dev.storycrew.testcluster.TestSystems;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that goes away and comes back; with {@code -Pcontainers} it is Apicurio's. */
@Tag("long")
@Tag("containers")
class RegistryRestartTest {
    @TempDir
    private Path folder;

    private TestSystems systems;
    private RegistryClient registry;
    private String config;

    private record Said(int exit, String out, String err) {}

    @BeforeEach
    void start() throws IOException {
        systems = TestSystems.start(folder.resolve("systems"));
        registry = new RegistryClient(RegistrySettings.of(Map.of("schema.registry.url", systems.registryUrl())));
        config = Files.writeString(
                        folder.resolve("config.yaml"),
                        String.format(
                                Locale.ROOT,
                                "kafka: {bootstrap.servers: '%s'}\nschema-registry: {schema.registry.url: '%s', max.retries: 0}\n"
                                        + "topics: {prefix: %s}\n",
                                systems.bootstrapServers(),
                                systems.registryUrl(),
                                systems.prefix()))
                .toString();
    }

    @AfterEach
    void stop() {
        systems.close();
    }

    @Test
    void theIdsOfSchemasStayWhenItIsStartedAgain() {
        assertThat(schemas("register").exit()).isZero();
        Map<String, Integer> ids = ids();

        systems.stopRegistry();
        Said away = schemas("check");
        systems.startRegistry();
        // Apicurio answers while it still reads what it kept, at first with few subjects.
        await().atMost(Duration.ofSeconds(120))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ids()).isEqualTo(ids));

        assertThat(away.exit()).isEqualTo(3);
        assertThat(away.err()).contains("the registry at " + systems.registryUrl() + " is out of reach: ");
        assertThat(schemas("check").out()).startsWith("✓ all schemas are registered");
        assertThat(schemas("register").exit()).isZero();
        assertThat(ids()).hasSizeGreaterThan(20).isEqualTo(ids);
    }

    @Test
    void aSchemaThatSomebodyElseRegisteredOverOursIsNamed() {
        assertThat(schemas("register").exit()).isZero();
        String subject = systems.prefix() + "chapters-value";
        registry.setCompatibility(subject, "NONE");
        registry.register(subject, Schema.create(Schema.Type.STRING));

        Said said = schemas("check");

        assertThat(said.exit()).isEqualTo(1);
        assertThat(said.out()).contains("✗ version 2 of subject " + subject);
    }

    private Map<String, Integer> ids() {
        Map<String, Integer> ids = new TreeMap<>();
        for (String subject : registry.subjects()) {
            if (subject.startsWith(systems.prefix())) {
                registry.history(subject).forEach(version -> ids.put(subject + " " + version.version(), version.id()));
            }
        }
        return ids;
    }

    private Said schemas(String command) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit = StoryCrew.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute("schemas", command, "--config", config);
        return new Said(exit, out.toString(), err.toString());
    }
}
