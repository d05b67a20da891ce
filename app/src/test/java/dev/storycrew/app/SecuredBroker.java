package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.config.Config;
import dev.storycrew.app.config.ConfigFile;
import dev.storycrew.app.permission.Permissions;
import dev.storycrew.embedded.BrokerNode;
import dev.storycrew.embedded.EmbeddedBroker;
import dev.storycrew.embedded.EmbeddedRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;

/**
 * A real broker with ACLs and a listener of each kind: PLAINTEXT (a super user's), PLAIN, SCRAM, GOOD, ELSEWHERE, EXPIRED
 * and MUTUAL (TLS), SECURED (SCRAM in TLS), and a registry, plain and by HTTPS with logins. Every password is {@code right}.
 */
final class SecuredBroker implements AutoCloseable {
    private static final String PASSWORD = "storepass";

    private final Path folder;
    private final Map<String, Integer> ports = new HashMap<>();
    private final EmbeddedBroker broker;
    private final EmbeddedRegistry registry;
    private final SecuredRegistry securedRegistry;

    /** @param users who may log in by PLAIN and at SECURED; bob may by SCRAM */
    SecuredBroker(Path folder, List<String> users) throws Exception {
        this.folder = folder;
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
        for (String tls : List.of("GOOD", "ELSEWHERE", "EXPIRED", "MUTUAL", "SECURED")) {
            listener(listeners, protocols, tls, tls.equals("SECURED") ? "SASL_SSL" : "SSL");
            String prefix = "listener.name." + tls.toLowerCase(Locale.ROOT) + ".";
            String store = Set.of("MUTUAL", "SECURED").contains(tls) ? "good" : tls.toLowerCase(Locale.ROOT);
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
                "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + users.stream()
                                .map(user -> " user_" + user + "=\"right\"")
                                .collect(Collectors.joining())
                        + ";");
        settings.put("listener.name.scram.sasl.enabled.mechanisms", "SCRAM-SHA-256");
        settings.put(
                "listener.name.scram.scram-sha-256.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("listener.name.secured.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        settings.put(
                "listener.name.secured.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        settings.put("super.users", "User:ANONYMOUS");
        broker = EmbeddedBroker.start(
                folder.resolve("broker"),
                new BrokerNode(
                        1,
                        Objects.requireNonNull(ports.get("PLAINTEXT")),
                        new TreeMap<>(Map.of(1, controller)),
                        Uuid.randomUuid().toString(),
                        null),
                settings);
        registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
        securedRegistry = new SecuredRegistry(
                registry.url(),
                Path.of(store("good")),
                PASSWORD,
                "right",
                List.of(Permissions.DEPLOYER, Permissions.CANARY));
        List<UserScramCredentialAlteration> logins = new ArrayList<>();
        logins.add(login("bob", ScramMechanism.SCRAM_SHA_256));
        users.forEach(user -> logins.add(login(user, ScramMechanism.SCRAM_SHA_512)));
        try (Admin admin = admin()) {
            admin.alterUserScramCredentials(logins).all().get();
        }
    }

    private static UserScramCredentialUpsertion login(String user, ScramMechanism mechanism) {
        return new UserScramCredentialUpsertion(user, new ScramCredentialInfo(mechanism, 4096), "right");
    }

    @Override
    public void close() {
        securedRegistry.close();
        registry.close();
        broker.close();
    }

    /** A client that may do everything. */
    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    Config config(String listener, String settings) throws IOException {
        return load("schema-registry: {schema.registry.url: '" + registry.url() + "'}\nkafka:\n  bootstrap.servers: '"
                + address(listener) + "'\n" + settings);
    }

    /** How a service is deployed: SCRAM in TLS to the broker, HTTPS and basic auth to the registry, secrets in files. */
    Config securedConfig(String user, String more) throws IOException {
        Path login = Files.writeString(
                folder.resolve(user + "-login"),
                "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"" + user
                        + "\" password=\"right\";");
        Path registryLogin = Files.writeString(folder.resolve(user + "-registry-login"), user + ":right");
        return load(
                """
                kafka:
                  bootstrap.servers: '%1$s'
                  security.protocol: SASL_SSL
                  sasl.mechanism: SCRAM-SHA-512
                  sasl.jaas.config-file: '%2$s'
                  ssl.truststore.type: PKCS12
                  ssl.truststore.password: %3$s
                  ssl.truststore.location: '%4$s'
                schema-registry:
                  schema.registry.url: '%5$s'
                  auto.register.schemas: "false"
                  basic.auth.credentials.source: USER_INFO
                  basic.auth.user.info-file: '%6$s'
                  schema.registry.ssl.truststore.type: PKCS12
                  schema.registry.ssl.truststore.password: %3$s
                  schema.registry.ssl.truststore.location: '%4$s'
                """.formatted(address("SECURED"), login, PASSWORD, store("good"), securedRegistry.url(), registryLogin)
                        + more);
    }

    private Config load(String yaml) throws IOException {
        return ConfigFile.load(Files.writeString(Files.createTempFile(folder, "config", ".yaml"), yaml), Map.of());
    }

    /** What the registry did not allow; see {@link SecuredRegistry#denied}. */
    List<String> deniedByRegistry() {
        return securedRegistry.denied();
    }

    String login(String protocol, String mechanism, String module, String user, String password) {
        return "  security.protocol: " + protocol + "\n  sasl.mechanism: " + mechanism
                + "\n  sasl.jaas.config: 'org.apache.kafka.common.security." + module
                + "LoginModule required username=\"" + user + "\" password=\"" + password + "\";'\n";
    }

    String tls(String trusted) {
        return "  security.protocol: SSL\n" + trust(trusted);
    }

    String trust(String trusted) {
        return "  ssl.truststore.type: PKCS12\n  ssl.truststore.password: " + PASSWORD
                + "\n  ssl.truststore.location: '" + store(trusted) + "'\n";
    }

    private void listener(List<String> listeners, List<String> protocols, String name, String protocol)
            throws IOException {
        ports.put(name, freePort());
        listeners.add(name + "://" + address(name));
        protocols.add(name + ":" + protocol);
    }

    String address(String listener) {
        return "localhost:" + ports.get(listener);
    }

    String store(String name) {
        return folder.resolve(name + ".p12").toString();
    }

    private void keystore(String name, String commonName, String san, int days)
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

    private void keytool(String... arguments) throws IOException, InterruptedException {
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

    private int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
