package dev.storycrew.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.story.Stage;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.provider.ModelSettings;
import dev.storycrew.llm.provider.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets come from files as well as from the configuration and the environment. */
class ValueFilesTest {
    private static final String LOGIN =
            "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"a\" password=\"s3cret\";";

    @TempDir
    private Path folder;

    private Path secret;

    @BeforeEach
    void write() throws IOException {
        secret = Files.writeString(folder.resolve("secret"), LOGIN + "\n");
    }

    @Test
    void anyKeyOfKafkaAndTheRegistryCanComeFromAFileBesideTheConfiguration() throws IOException {
        Files.writeString(folder.resolve("registry"), "user:s3cret\r\n");

        Config.Cluster cluster = load("""
                kafka: {bootstrap.servers: 'b:1', sasl.jaas.config-file: secret}
                schema-registry: {basic.auth.credentials.source: USER_INFO, basic.auth.user.info-file: registry}
                """).cluster();

        assertThat(cluster.kafka()).containsEntry("sasl.jaas.config", LOGIN).doesNotContainKey("sasl.jaas.config-file");
        assertThat(cluster.registry()).containsEntry("basic.auth.user.info", "user:s3cret");
    }

    @Test
    void theEnvironmentNamesFilesAsContainerPlatformsDo() throws IOException {
        Config config = ConfigFile.load(
                null,
                Map.of(
                        "STORYCREW_KAFKA_SASL_JAAS_CONFIG_FILE",
                        secret.toString(),
                        "OPENAI_API_KEY_FILE",
                        Files.writeString(folder.resolve("key"), "sk-1\n").toString()));

        assertThat(config.cluster().kafka()).containsEntry("sasl.jaas.config", LOGIN);
        assertThat(model(config).apiKey()).extracting(Secret::value).isEqualTo("sk-1");
    }

    @Test
    void theEnvironmentWinsWhetherItGivesAValueOrAFile() throws IOException {
        Path file = file("kafka: {ssl.key.password-file: missing, ssl.keystore.password: of-the-file}");
        Path other = Files.writeString(folder.resolve("other"), "of-the-variable");

        Map<String, String> kafka = ConfigFile.load(
                        file,
                        Map.of(
                                "STORYCREW_KAFKA_SSL_KEY_PASSWORD",
                                "of-the-variable",
                                "STORYCREW_KAFKA_SSL_KEYSTORE_PASSWORD_FILE",
                                other.toString()))
                .cluster()
                .kafka();

        assertThat(kafka)
                .containsEntry("ssl.key.password", "of-the-variable")
                .containsEntry("ssl.keystore.password", "of-the-variable");
    }

    @Test
    void aKeyOfKafkasThatEndsInFileIsKafkasOwn() {
        assertThat(ConfigFile.load(null, Map.of("STORYCREW_KAFKA_SASL_OAUTHBEARER_ASSERTION_FILE", "token.jwt"))
                        .cluster()
                        .kafka())
                .containsEntry("sasl.oauthbearer.assertion.file", "token.jwt");
    }

    @Test
    void headersOfAModelComeFromFilesToo() throws IOException {
        Config config = load("llm: {default: {model: m, headers: {X-Token-file: secret}}}");

        assertThat(Objects.requireNonNull(model(config).headers().get("X-Token"))
                        .value())
                .isEqualTo(LOGIN);
    }

    @Test
    void aFileThatCannotBeReadIsNamedWithLineAndKey() throws IOException {
        Files.writeString(folder.resolve("empty"), " \n");

        assertRefused(
                "kafka:\n  sasl.jaas.config-file: nowhere\n",
                ":2: kafka.sasl.jaas.config-file: the file ",
                "nowhere cannot be read: no such file");
        assertRefused(
                "kafka:\n  sasl.jaas.config-file: empty\n", ":2: kafka.sasl.jaas.config-file: ", "empty is empty");
        assertRefused("kafka:\n  sasl.jaas.config-file: .\n", ":2: kafka.sasl.jaas.config-file: ", "cannot be read");
        assertRefused(
                "schema-registry:\n  bearer.auth.token: a\n  bearer.auth.token-file: secret\n",
                ":3: schema-registry.bearer.auth.token-file: ",
                "give bearer.auth.token or the file that holds it, not both");
        assertThatThrownBy(() -> ConfigFile.load(null, Map.of("STORYCREW_KAFKA_SSL_KEY_PASSWORD_FILE", "/nowhere")))
                .hasMessageStartingWith("environment: STORYCREW_KAFKA_SSL_KEY_PASSWORD_FILE: the file /nowhere");
        assertThatThrownBy(() -> ConfigFile.load(null, Map.of("OPENAI_API_KEY_FILE", "/nowhere")))
                .hasMessageStartingWith("environment: OPENAI_API_KEY_FILE: the file /nowhere");
    }

    @Test
    void aSecretThatIsWrongIsNotPrinted() throws IOException {
        Files.writeString(secret, "s3cret");
        List<String> warnings = new ArrayList<>();

        assertThatThrownBy(() -> ConfigFile.load(
                        file("kafka:\n  sasl.jaas.config-file: secret\n  security.protocol: SASL_SSL\n"),
                        Map.of(),
                        warnings::add))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("sasl.jaas.config")
                .hasMessageNotContaining("s3cret");
        assertThat(warnings).noneMatch(warning -> warning.contains("s3cret"));
    }

    private void assertRefused(String config, String where, String problem) throws IOException {
        Path file = file(config);
        assertThatThrownBy(() -> ConfigFile.load(file, Map.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith(file + where)
                .hasMessageContaining(problem)
                .hasMessageNotContaining("s3cret");
    }

    private static ModelSettings model(Config config) {
        return Objects.requireNonNull(config.llm().models().get(Stage.PLAN)).get(0);
    }

    private Config load(String config) throws IOException {
        return ConfigFile.load(file(config), Map.of());
    }

    private Path file(String config) throws IOException {
        return Files.writeString(folder.resolve("config.yaml"), config);
    }
}
