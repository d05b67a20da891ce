package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.embedded.BrokerNode;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import dev.storycrew.history.Connection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real broker with logins, certificates and ACLs: what it refuses is told from an outage, at once. */
@Tag("long")
class RefusalsOfABrokerTest {
    private static final String PASSWORD = "storepass";

    @TempDir
    private static Path folder;

    private static final Map<String, Integer> PORTS = new HashMap<>();
    private static EmbeddedBroker broker;
    private static EmbeddedRegistry registry;

    @BeforeAll
    static void start() throws Exception {
        keystore("good", "localhost", "dns:localhost", 30);
        keystore("elsewhere", "elsewhere.example", "dns:elsewhere.example", 30);
        keystore("stranger", "localhost", "dns:localhost", 30);
        keystore("expired", "localhost", "dns:localhost", 30);
        String request = folder.resolve("request.pem").toString();
        String signed = folder.resolve("signed.pem").toString();
        String ca = folder.resolve("ca.pem").toString();
        keytool("-certreq", "-file", request, "-keystore", store("expired"));
        keytool(
                "-gencert",
                "-rfc",
                "-startdate",
                "-3d",
                "-validity",
                "1",
                "-ext",
                "san=dns:localhost",
                "-infile",
                request,
                "-outfile",
                signed,
                "-keystore",
                store("good"));
        keytool("-exportcert", "-rfc", "-file", ca, "-keystore", store("good"));
        Files.writeString(Path.of(signed), Files.readString(Path.of(signed)) + Files.readString(Path.of(ca)));
        keytool("-importcert", "-noprompt", "-file", signed, "-keystore", store("expired"));
        List<String> listeners = new ArrayList<>();
        List<String> protocols = new ArrayList<>(List.of("CONTROLLER:PLAINTEXT"));
        Map<String, String> settings = new HashMap<>();
        int controller = freePort();
        listener(listeners, protocols, "PLAINTEXT", "PLAINTEXT");
        listener(listeners, protocols, "PLAIN", "SASL_PLAINTEXT");
        listener(listeners, protocols, "SCRAM", "SASL_PLAINTEXT");
        for (String tls : List.of("GOOD", "ELSEWHERE", "EXPIRED", "MUTUAL")) {
            listener(listeners, protocols, tls, "SSL");
            String prefix = "listener.name." + tls.toLowerCase() + ".";
            String store = tls.equals("MUTUAL") ? "good" : tls.toLowerCase();
            settings.put(prefix + "ssl.keystore.location", store(store));
            settings.put(prefix + "ssl.keystore.password", PASSWORD);
            settings.put(prefix + "ssl.keystore.type", "PKCS12");
            settings.put(prefix + "ssl.truststore.location", store("good"));
            settings.put(prefix + "ssl.truststore.password", PASSWORD);
            settings.put(prefix + "ssl.truststore.type", "PKCS12");
            settings.put(prefix + "ssl.client.auth", tls.equals("MUTUAL") ? "required" : "none");
        }
        settings.put("advertised.listeners", String.join(",", listeners));
        settings.put("listeners", String.join(",", listeners) + ",CONTROLLER://127.0.0.1:" + controller);
        settings.put("listener.security.protocol.map", String.join(",", protocols));
        settings.put("listener.name.plain.sasl.enabled.mechanisms", "PLAIN");
        settings.put(
                "listener.name.plain.plain.sasl.jaas.config",
                "org.apache.kafka.common.security.plain.PlainLoginModule required user_alice=\"right\";");
        settings.put("listener.name.scram.sasl.enabled.mechanisms", "SCRAM-SHA-256");
        settings.put(
                "listener.name.scram.scram-sha-256.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        broker = EmbeddedBroker.start(
                folder.resolve("broker"),
                new BrokerNode(
                        1,
                        Objects.requireNonNull(PORTS.get("PLAINTEXT")),
                        new TreeMap<>(Map.of(1, controller)),
                        Uuid.randomUuid().toString(),
                        null),
                settings);
        registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "bob", new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "right")))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        registry.close();
        broker.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PLAIN | SASL_PLAINTEXT | PLAIN         | plain.Plain | alice | does not accept the login of user alice by PLAIN: Authentication failed: Invalid username or password",
                "PLAIN | SASL_PLAINTEXT | PLAIN         | plain.Plain | nobody | does not accept the login of user nobody by PLAIN",
                "SCRAM | SASL_PLAINTEXT | SCRAM-SHA-256 | scram.Scram | bob | does not accept the login of user bob by SCRAM-SHA-256",
                "SCRAM | SASL_PLAINTEXT | SCRAM-SHA-256 | scram.Scram | nobody | does not accept the login of user nobody by SCRAM-SHA-256",
                "SCRAM | SASL_PLAINTEXT | PLAIN         | plain.Plain | bob | does not accept logins by PLAIN",
                "PLAINTEXT | SASL_PLAINTEXT | PLAIN     | plain.Plain | alice | does not expect a login on this port"
            })
    void aWrongLoginIsNotAnOutage(
            String listener, String protocol, String mechanism, String module, String user, String problem)
            throws IOException {
        String said = refused(listener, login(protocol, mechanism, module, user, "wr0ng"));

        assertThat(said).contains(problem).contains(address(listener)).doesNotContain("wr0ng");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GOOD | stranger | its certificate is not trusted; put its CA into ssl.truststore.location",
                "ELSEWHERE | elsewhere | its certificate is for another host name",
                "EXPIRED | good | a certificate has expired",
                "MUTUAL | good | it wants a client certificate that it trusts; give one in ssl.keystore.location",
                "PLAINTEXT | good | it does not speak TLS"
            })
    void aTlsConnectionThatFailsSaysWhy(String listener, String trusted, String problem) throws IOException {
        assertThat(refused(listener, tls(trusted))).contains(problem).contains(address(listener));
    }

    @ParameterizedTest
    @CsvSource({"GOOD,it speaks TLS", "PLAIN,it may want a login"})
    void aPlainClientAtAnotherKindOfPortIsToldSo(String listener, String problem) throws IOException {
        assertThat(refused(listener, "")).contains(problem).contains(address(listener));
    }

    @Test
    void whatAUserMayNotDoIsNamedWithUserOperationAndResource() throws IOException {
        Config config = config("PLAIN", login("SASL_PLAINTEXT", "PLAIN", "plain.Plain", "alice", "right"));
        Connection connection = RealCluster.connect(config);

        Throwable refusal = catchThrowable(() -> RealCluster.createTopics(connection));

        assertThat(OutOfReachException.isMeantBy(refusal)).isTrue();
        assertThat(OutOfReachException.sentence(refusal, config))
                .matches("the broker at .* does not let user alice CREATE topic storycrew\\..*; have it granted .*");
    }

    @Test
    void theRightLoginIsLetIn() throws IOException {
        assertThat(RealCluster.connect(config("GOOD", tls("good"))).topics().prefix())
                .isEqualTo("storycrew.");
        assertThat(RealCluster.connect(config(
                                "SCRAM", login("SASL_PLAINTEXT", "SCRAM-SHA-256", "scram.Scram", "bob", "right")))
                        .topics()
                        .prefix())
                .isEqualTo("storycrew.");
    }

    private static String refused(String listener, String settings) throws IOException {
        Config config = config(listener, settings);
        Throwable refusal = catchThrowable(() -> RealCluster.connect(config));

        assertThat(refusal).isNotNull();
        assertThat(OutOfReachException.isMeantBy(refusal)).isTrue();
        return OutOfReachException.sentence(refusal, config);
    }

    private static Config config(String listener, String settings) throws IOException {
        Path file = Files.createTempFile(folder, "config", ".yaml");
        Files.writeString(
                file,
                "schema-registry: {schema.registry.url: '" + registry.url() + "'}\nkafka:\n  bootstrap.servers: '"
                        + address(listener) + "'\n" + settings);
        return ConfigFile.load(file, Map.of());
    }

    private static String login(String protocol, String mechanism, String module, String user, String password) {
        return "  security.protocol: " + protocol + "\n  sasl.mechanism: " + mechanism
                + "\n  sasl.jaas.config: 'org.apache.kafka.common.security." + module
                + "LoginModule required username=\"" + user + "\" password=\"" + password + "\";'\n";
    }

    private static String tls(String trusted) {
        return "  security.protocol: SSL\n  ssl.truststore.type: PKCS12\n  ssl.truststore.password: " + PASSWORD
                + "\n  ssl.truststore.location: '" + store(trusted) + "'\n";
    }

    private static void listener(List<String> listeners, List<String> protocols, String name, String protocol)
            throws IOException {
        PORTS.put(name, freePort());
        listeners.add(name + "://" + address(name));
        protocols.add(name + ":" + protocol);
    }

    private static String address(String listener) {
        return "localhost:" + PORTS.get(listener);
    }

    private static String store(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private static void keystore(String name, String commonName, String san, int days)
            throws IOException, InterruptedException {
        keytool(
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + commonName,
                "-ext",
                "san=" + san,
                "-ext",
                "bc:critical=ca:true",
                "-validity",
                Integer.toString(days),
                "-keystore",
                store(name));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-alias", "one", "-storetype", "PKCS12", "-storepass", PASSWORD));
        Path log = folder.resolve("keytool.log");
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue()).as(Files.readString(log)).isZero();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
