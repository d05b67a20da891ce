package dev.storycrew.app.config;

import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.JaasContext;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What only a client finds out about its settings: keys that contradict each other, stores and credentials. */
final class KafkaClients {
    private static final String PROTOCOL = "security.protocol";
    private static final String MECHANISM = "sasl.mechanism";
    private static final String JAAS = "sasl.jaas.config";
    private static final Set<String> MECHANISMS =
            Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "GSSAPI", "OAUTHBEARER");
    /** These log in somewhere else as soon as a client is built. */
    private static final Set<String> LOG_IN_ELSEWHERE = Set.of("GSSAPI", "OAUTHBEARER");

    private final YamlMap section;
    private final Map<String, String> settings;

    KafkaClients(YamlMap section, Map<String, String> settings) {
        this.section = section;
        this.settings = settings;
    }

    /** @throws UsageException naming the key that seems to be at fault */
    void check() {
        settings.forEach(this::checkFile);
        checkTogether();
        checkSecurity();
    }

    private void checkFile(String key, String value) {
        if (!key.endsWith(".location") || value.contains("${")) {
            return;
        }
        try {
            Path file = Path.of(value);
            if (Files.notExists(file)) {
                throw section.error(key, "there is no file " + value);
            }
            if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
                throw section.error(key, value + " is not a file that can be read");
            }
        } catch (InvalidPathException e) {
            throw section.error(key, "'" + value + "' is not the name of a file");
        }
    }

    private void checkTogether() {
        Map<String, Object> all = new HashMap<>(settings);
        try {
            all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
            new ProducerConfig(all);
            new ConsumerConfig(all);
            new AdminClientConfig(all);
        } catch (ConfigException e) {
            throw fault(e, PROTOCOL);
        }
    }

    private void checkSecurity() {
        String protocol = settings.getOrDefault(PROTOCOL, "PLAINTEXT").strip().toUpperCase(Locale.ROOT);
        String mechanism = settings.getOrDefault(MECHANISM, "GSSAPI").strip();
        boolean sasl = protocol.startsWith("SASL_");
        if (settings.containsKey(MECHANISM)
                && !MECHANISMS.contains(mechanism)
                && !mechanism.contains("${")
                && !settings.containsKey("security.providers")) {
            throw section.error(
                    MECHANISM,
                    "must be one of "
                            + String.join(", ", MECHANISMS.stream().sorted().toList()) + ", but is '" + mechanism
                            + "'");
        }
        if (settings.containsKey(JAAS)) {
            checkJaas();
        } else if (sasl && System.getProperty("java.security.auth.login.config") == null) {
            throw section.error(PROTOCOL, protocol + " needs " + JAAS + ", with the user's name and password");
        }
        if (protocol.equals("PLAINTEXT") || (sasl && LOG_IN_ELSEWHERE.contains(mechanism))) {
            return;
        }
        // Whether the brokers can be reached is another question, which is asked later.
        Map<String, Object> anywhere = new HashMap<>(settings);
        anywhere.put("bootstrap.servers", "127.0.0.1:1");
        try {
            Admin.create(anywhere).close(Duration.ZERO);
        } catch (KafkaException e) {
            throw fault(e, PROTOCOL);
        }
    }

    private void checkJaas() {
        Map<String, Object> login = new HashMap<>(settings);
        login.put(JAAS, new Password(settings.get(JAAS)));
        try {
            JaasContext.loadClientContext(login);
        } catch (RuntimeException e) {
            // Kafka's reason may quote a password that holds a space.
            String reason =
                    String.valueOf(e.getMessage()).replaceAll("[:'].*", "").strip();
            throw section.error(
                    JAAS,
                    "must look like org.apache.kafka.common.security.plain.PlainLoginModule required"
                            + " username=\"..\" password=\"..\"; (Kafka: " + reason + ")");
        }
    }

    /** A client's refusal, at the first key or file that it names. */
    private UsageException fault(KafkaException refusal, String otherwise) {
        List<String> said = new ArrayList<>();
        for (Throwable cause = refusal; cause != null; cause = cause.getCause()) {
            said.add(cause instanceof NoSuchFileException ? "there is no file " + cause.getMessage() : text(cause));
        }
        String all = String.join("\n", said);
        String key = settings.entrySet().stream()
                .filter(each -> !each.getKey().equals("bootstrap.servers"))
                .filter(each -> all.contains(each.getKey())
                        || (each.getKey().endsWith(".location") && all.contains(each.getValue())))
                .map(Map.Entry::getKey)
                .max((one, other) -> one.length() - other.length())
                .orElse(otherwise);
        return section.error(
                key, said.get(said.size() - 1) + (said.size() > 1 ? " (" + said.get(said.size() - 2) + ")" : ""));
    }

    private static String text(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
