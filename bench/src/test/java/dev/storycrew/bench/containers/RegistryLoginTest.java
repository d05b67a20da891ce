package dev.storycrew.bench.containers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.storycrew.cli.StoryCrew;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** Apicurio's registry with its own logins and roles, by HTTPS: docker/secrets' files, and compose.secured.yaml's settings. */
@Tag("containers")
class RegistryLoginTest {
    private static final int HTTPS = 8443;

    @TempDir
    private static Path folder;

    private static GenericContainer<?> registry;

    private record Said(int exit, String text) {}

    @BeforeAll
    static void start() throws Exception {
        Secrets.Said made = Secrets.in(folder).run();
        assertThat(made.exit()).as(made.text()).isZero();
        registry = new GenericContainer<>(DockerImageName.parse("apicurio/apicurio-registry:3.0.9"))
                .withExposedPorts(HTTPS)
                .withEnv(environment())
                .withCopyFileToContainer(MountableFile.forHostPath(secured("registry")), "/run/secrets/")
                .waitingFor(Wait.forHttp("/apis/ccompat/v7/subjects")
                        .forPort(HTTPS)
                        .usingTls()
                        .allowInsecure()
                        .withBasicCredentials("storycrew-deployer", password("deployer"))
                        .withStartupTimeout(Duration.ofMinutes(3)));
        registry.start();
    }

    /** What compose.secured.yaml tells the registry; without compose.yaml's, it keeps its schemas in memory. */
    private static Map<String, String> environment() throws Exception {
        Map<String, String> environment = new TreeMap<>();
        new YAMLMapper()
                .readTree(Path.of("../docker/compose.secured.yaml").toFile())
                .at("/services/registry/environment")
                .fields()
                .forEachRemaining(setting ->
                        environment.put(setting.getKey(), setting.getValue().asText()));
        assertThat(environment).containsKey("QUARKUS_CONFIG_LOCATIONS");
        return environment;
    }

    @AfterAll
    static void stop() {
        if (registry != null) {
            registry.stop();
        }
    }

    @Test
    void whoMayNotWriteReadsWhatTheDeployerHasRegistered() throws Exception {
        Said early = schemas("register", login("write"));
        Said registered = schemas("register", login("deployer"));
        Said checked = schemas("check", login("write"));

        assertThat(early.exit()).isEqualTo(3);
        assertThat(early.text())
                .contains("refuses user 'storycrew-write' (HTTP 403")
                .contains("lacks the permission");
        assertThat(registered.exit()).as(registered.text()).isZero();
        assertThat(checked.exit()).as(checked.text()).isZero();
        assertThat(checked.text()).startsWith("✓ all schemas are registered");
    }

    @Test
    void aWrongPasswordAndNoneAreRefusedInOneLine() throws Exception {
        Said wrong = schemas("check", Optional.of(Files.writeString(folder.resolve("wrong"), "storycrew-write:wr0ng")));
        Said none = schemas("check", Optional.empty());

        assertThat(wrong.exit()).isEqualTo(3);
        assertThat(wrong.text())
                .contains("refuses user 'storycrew-write' (HTTP 401")
                .doesNotContain("wr0ng");
        assertThat(wrong.text().strip()).doesNotContain("\n");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.text()).contains("refuses a caller without credentials (HTTP 401");
    }

    private static Said schemas(String command, Optional<Path> login) throws Exception {
        Path config = Files.writeString(
                folder.resolve("config.yaml"),
                """
                kafka: {bootstrap.servers: "127.0.0.1:1"}
                schema-registry:
                  schema.registry.url: "https://localhost:%s/apis/ccompat/v7"
                  schema.registry.ssl.truststore.location: "%s"
                """.formatted(registry.getMappedPort(HTTPS), secured("operator").resolve("trusted.jks"))
                        + login.map(file -> """
                                  basic.auth.credentials.source: USER_INFO
                                  basic.auth.user.info-file: "%s"
                                """.formatted(file)).orElse(""));
        StringWriter said = new StringWriter();
        int exit = StoryCrew.commandLine()
                .setOut(new PrintWriter(said))
                .setErr(new PrintWriter(said))
                .execute("schemas", command, "--config", config.toString());
        return new Said(exit, said.toString());
    }

    private static Optional<Path> login(String user) {
        return Optional.of(secured(user).resolve("registry-login"));
    }

    private static String password(String user) throws Exception {
        return Files.readString(secured("registry-users").resolve("storycrew-" + user));
    }

    private static Path secured(String name) {
        return folder.resolve("secured").resolve(name);
    }
}
