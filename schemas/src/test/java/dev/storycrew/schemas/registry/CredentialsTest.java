package dev.storycrew.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.schemas.registry.FakeRegistry.Answer;
import dev.storycrew.schemas.registry.FakeRegistry.Asked;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registry is shown to be let in, and whom we trust to be one. */
class CredentialsTest {
    private static final String PASSWORD = "changeit";
    private static final String JAAS = "org.apache.kafka.common.security.plain.PlainLoginModule required"
            + " username=\"me\" password=\"se:cret\";";
    private static final String BASIC =
            "Basic " + Base64.getEncoder().encodeToString("me:se:cret".getBytes(StandardCharsets.UTF_8));
    private static final Answer SUBJECTS = new Answer(200, "[\"a\"]");

    @TempDir
    private static Path folder;

    /** Keys that {@code keytool} made: of a registry on 127.0.0.1, of one elsewhere, of a client. */
    @BeforeAll
    static void makeKeys() throws Exception {
        for (String[] one : new String[][] {
            {"registry", "ip:127.0.0.1"}, {"elsewhere", "dns:registry.example"}, {"client", "dns:client.example"}
        }) {
            String file = folder.resolve(one[0] + ".p12").toString();
            keytool(
                    "-genkeypair",
                    "-alias",
                    one[0],
                    "-keyalg",
                    "EC",
                    "-dname",
                    "CN=" + one[0],
                    "-ext",
                    "san=" + one[1],
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    file,
                    "-storepass",
                    PASSWORD);
            String certificate = folder.resolve(one[0] + ".cer").toString();
            keytool("-exportcert", "-alias", one[0], "-keystore", file, "-storepass", PASSWORD, "-file", certificate);
            for (String type : List.of("JKS", "PKCS12")) {
                keytool(
                        "-importcert",
                        "-noprompt",
                        "-alias",
                        one[0],
                        "-file",
                        certificate,
                        "-storetype",
                        type,
                        "-keystore",
                        folder.resolve("trusts-" + one[0] + "." + type).toString(),
                        "-storepass",
                        PASSWORD);
            }
        }
    }

    static Stream<Arguments> credentials() {
        return Stream.of(
                Arguments.of("nothing", Map.of(), "", null),
                Arguments.of("the address", Map.of(), "me:se%3Acret@", BASIC),
                Arguments.of(
                        "the address, named", Map.of("basic.auth.credentials.source", "URL"), "me:se:cret@", BASIC),
                Arguments.of(
                        "a key",
                        Map.of("basic.auth.credentials.source", "USER_INFO", "basic.auth.user.info", "me:se:cret"),
                        "",
                        BASIC),
                Arguments.of("a key alone", Map.of("basic.auth.user.info", "me:se:cret"), "", BASIC),
                Arguments.of(
                        "a key with its prefix",
                        Map.of(
                                "schema.registry.basic.auth.credentials.source", "USER_INFO",
                                "schema.registry.basic.auth.user.info", "me:se:cret"),
                        "other:one@",
                        BASIC),
                Arguments.of(
                        "Kafka's",
                        Map.of("basic.auth.credentials.source", "SASL_INHERIT", "sasl.jaas.config", JAAS),
                        "",
                        BASIC),
                Arguments.of("a token", Map.of("bearer.auth.token", "abc"), "", "Bearer abc"),
                Arguments.of(
                        "a token, named",
                        Map.of(
                                "bearer.auth.credentials.source",
                                "STATIC_TOKEN",
                                "schema.registry.bearer.auth.token",
                                "abc"),
                        "",
                        "Bearer abc"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("credentials")
    void theRegistryIsShown(String what, Map<String, String> keys, String inAddress, @Nullable String header) {
        try (FakeRegistry registry = FakeRegistry.answering(SUBJECTS)) {
            ask(registry.url().replace("//", "//" + inAddress), keys);

            assertThat(registry.asked()).extracting(Asked::authorization).containsExactly(header);
        }
    }

    @Test
    void eachAddressIsShownItsOwn() {
        try (FakeRegistry failing = FakeRegistry.answering(FakeRegistry.error(500, 50001));
                FakeRegistry good = FakeRegistry.answering(SUBJECTS)) {
            ask(
                    failing.url().replace("//", "//you:other@") + ","
                            + good.url().replace("//", "//me:se:cret@"),
                    Map.of());

            assertThat(failing.asked())
                    .extracting(Asked::authorization)
                    .doesNotContain(BASIC)
                    .hasSize(1);
            assertThat(good.asked()).extracting(Asked::authorization).containsExactly(BASIC);
        }
    }

    @Test
    void whatLetsInIsNeverInAMessage() {
        try (FakeRegistry registry = FakeRegistry.answering(FakeRegistry.error(500, 50001))) {
            String url = registry.url().replace("//", "//me:secret@");

            assertThatThrownBy(() -> ask(url, Map.of("max.retries", "0")))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(registry.url())
                    .hasMessageNotContaining("secret");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3cret", "x.LoginModule required username=\"me\" password=\"s3cret:\";", "s3cret=:"})
    void whatIsNoUserAndPasswordIsNeverTakenForAUsersName(String userInfo) {
        try (FakeRegistry registry = FakeRegistry.answering(new Answer(401, ""))) {
            assertThatThrownBy(() -> ask(registry.url(), Map.of("basic.auth.user.info", userInfo)))
                    .hasMessageContaining("basic.auth.user.info")
                    .hasMessageNotContaining("s3cret");
            assertThatThrownBy(() -> ask(registry.url().replace("//", "//s3cret@"), Map.of()))
                    .hasMessageContaining("refuses the credentials given")
                    .hasMessageNotContaining("s3cret");
        }
    }

    static Stream<String> storeTypes() {
        return Stream.of("JKS", "PKCS12");
    }

    @ParameterizedTest
    @MethodSource("storeTypes")
    void aRegistryInTheTrustStoreIsTrusted(String type) throws Exception {
        try (FakeRegistry registry = FakeRegistry.answering(serverTls("registry"), false, SUBJECTS)) {
            ask(registry.url(), trusting("registry", type));

            assertThat(registry.asked()).hasSize(1);
        }
    }

    @Test
    void aRegistryThatNobodyVouchesForIsAnOutage() throws Exception {
        try (FakeRegistry registry = FakeRegistry.answering(serverTls("registry"), false, SUBJECTS)) {
            assertOutage(registry, Map.of());
            assertOutage(registry, trusting("client", "JKS"));
        }
    }

    @Test
    void aRegistryWithTheNameOfAnotherIsAnOutage() throws Exception {
        try (FakeRegistry registry = FakeRegistry.answering(serverTls("elsewhere"), false, SUBJECTS)) {
            assertOutage(registry, trusting("elsewhere", "JKS"));
        }
    }

    @Test
    void aRegistryThatWantsToKnowUsIsShownTheKeyStore() throws Exception {
        try (FakeRegistry registry = FakeRegistry.answering(serverTls("registry"), true, SUBJECTS)) {
            assertOutage(registry, trusting("registry", "JKS"));

            Map<String, String> keys = trusting("registry", "JKS");
            keys.put(
                    "schema.registry.ssl.keystore.location",
                    folder.resolve("client.p12").toString());
            keys.put("schema.registry.ssl.keystore.password", PASSWORD);
            keys.put("schema.registry.ssl.keystore.type", "PKCS12");
            keys.put("schema.registry.ssl.key.password", PASSWORD);
            ask(registry.url(), keys);

            assertThat(registry.asked()).hasSize(1);
        }
    }

    @Test
    void aStoreThatCannotBeOpenedIsNamed() {
        Map<String, String> keys = trusting("registry", "PKCS12");
        keys.put("schema.registry.ssl.truststore.password", "wrong");

        assertThatThrownBy(() -> ask("https://127.0.0.1:1", keys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema.registry.ssl.truststore.location");
    }

    private static void assertOutage(FakeRegistry registry, Map<String, String> keys) {
        assertThatThrownBy(() -> ask(registry.url(), keys)).isInstanceOf(RegistryUnavailableException.class);
        assertThat(registry.asked()).isEmpty();
    }

    private static void ask(String url, Map<String, String> keys) {
        Map<String, String> settings = new HashMap<>(Map.of("retries.wait.ms", "1", "max.retries", "1"));
        settings.putAll(keys);
        settings.put("schema.registry.url", url);
        assertThat(new RegistryClient(RegistrySettings.of(settings)).subjects()).containsExactly("a");
    }

    private static Map<String, String> trusting(String whom, String type) {
        return new HashMap<>(Map.of(
                "schema.registry.ssl.truststore.location",
                folder.resolve("trusts-" + whom + "." + type).toString(),
                "schema.registry.ssl.truststore.password",
                PASSWORD,
                "schema.registry.ssl.truststore.type",
                type));
    }

    private static SSLContext serverTls(String whose) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(load(whose + ".p12", "PKCS12"), PASSWORD.toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(load("trusts-client.PKCS12", "PKCS12"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyStore load(String file, String type) throws Exception {
        try (InputStream bytes = Files.newInputStream(folder.resolve(file))) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(bytes, PASSWORD.toCharArray());
            return store;
        }
    }

    private static void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
    }
}
