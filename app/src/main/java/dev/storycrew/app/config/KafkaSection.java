package dev.storycrew.app.config;

import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.files.yaml.YamlMap;
import dev.storycrew.topology.runtime.StreamsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/**
 * The configuration's {@code kafka} section. Kafka's own definitions say what a value may be; what StoryCrew's promises
 * rest on may not be changed; a key that no client knows is only warned of, since a plug-in may read it.
 */
final class KafkaSection {
    private static final ConfigDef CONSUMER = ConsumerConfig.configDef();
    private static final ConfigDef PRODUCER = ProducerConfig.configDef();
    private static final ConfigDef ADMIN = AdminClientConfig.configDef();
    private static final List<ConfigDef> CLIENTS = List.of(CONSUMER, PRODUCER, ADMIN, StreamsSettings.keys());

    /** Kafka Streams hands keys with these prefixes to one kind of its clients. */
    private static final Map<String, List<ConfigDef>> PREFIXES = Map.of(
            "consumer.", List.of(CONSUMER),
            "main.consumer.", List.of(CONSUMER),
            "restore.consumer.", List.of(CONSUMER),
            "global.consumer.", List.of(CONSUMER),
            "producer.", List.of(PRODUCER),
            "admin.", List.of(ADMIN));

    /** Settings of internal topics, which the broker checks. */
    private static final String TOPICS = "topic.";

    /** What may be given only with these values; an empty list means not at all. */
    private static final Map<String, Fixed> FIXED = Map.ofEntries(
            Map.entry("acks", new Fixed("no result may be lost", "all", "-1")),
            Map.entry("enable.idempotence", new Fixed("no result may be written twice", "true")),
            Map.entry("transaction.two.phase.commit.enable", new Fixed("each service commits by itself", "false")),
            Map.entry("enable.auto.commit", new Fixed("offsets are committed with the results", "false")),
            Map.entry("isolation.level", new Fixed("only committed results count", "read_committed")),
            Map.entry("auto.offset.reset", new Fixed("no request may be skipped", "earliest")),
            Map.entry("group.protocol", new Fixed("the services are built on it", "classic")),
            Map.entry("processing.guarantee", new Fixed("each result counts once", "exactly_once_v2")),
            Map.entry("group.id", new Fixed("groups are named after topics.prefix")),
            Map.entry("group.instance.id", new Fixed("it follows from --instance")),
            Map.entry("transactional.id", new Fixed("it follows from topics.prefix and --instance")),
            Map.entry("application.id", new Fixed("it follows from topics.prefix")),
            Map.entry("application.server", new Fixed("StoryCrew does not use it")),
            Map.entry("bootstrap.controllers", new Fixed("StoryCrew connects to brokers: use bootstrap.servers")),
            Map.entry("replication.factor", new Fixed("use topics.replication-factor")),
            Map.entry("state.dir", new Fixed("use --data")));

    private record Fixed(String why, List<String> allowed) {
        Fixed(String why, String... allowed) {
            this(why, List.of(allowed));
        }

        String objection() {
            return (allowed.isEmpty() ? "cannot be set: " : "must be " + String.join(" or ", allowed) + ": ") + why;
        }
    }

    /** What every service sets itself. */
    private static final Set<String> OVERRULED = Set.of(
            "session.timeout.ms",
            "heartbeat.interval.ms",
            "partition.assignment.strategy",
            "compression.type",
            "retry.backoff.ms",
            "transaction.timeout.ms",
            "max.request.size",
            "key.serializer",
            "value.serializer",
            "key.deserializer",
            "value.deserializer",
            "default.key.serde",
            "default.value.serde",
            "commit.interval.ms",
            "num.stream.threads",
            "poll.ms",
            "rocksdb.config.setter",
            "statestore.cache.max.bytes",
            "ensure.explicit.internal.resource.naming");

    private final YamlMap section;
    private final Map<String, String> settings;
    private final Consumer<String> warnings;

    /**
     * @param settings of the file and the environment together
     * @param warnings takes one line for each key that is probably a mistake
     */
    KafkaSection(YamlMap section, Map<String, String> settings, Consumer<String> warnings) {
        this.section = section;
        this.settings = settings;
        this.warnings = warnings;
    }

    /** True for a key that one of Kafka's clients has. */
    static boolean knows(String key) {
        return !definitions(CLIENTS, key).isEmpty();
    }

    /**
     * Checks all settings.
     *
     * @throws UsageException naming file and line, or the environment's variable, and the key
     */
    void check() {
        settings.forEach(this::check);
        new KafkaClients(section, settings).check();
    }

    private void check(String given, String value) {
        if (given.startsWith(TOPICS)) {
            return;
        }
        String prefix =
                PREFIXES.keySet().stream().filter(given::startsWith).findFirst().orElse("");
        String key = given.substring(prefix.length());
        List<ConfigKey> definitions = definitions(PREFIXES.getOrDefault(prefix, CLIENTS), key);
        if (definitions.isEmpty()) {
            warn(given, "no Kafka client knows this key" + nearest(prefix, key));
        }
        Fixed fixed = FIXED.get(key);
        if (fixed != null && !fixed.allowed.contains(value.strip().toLowerCase(Locale.ROOT))) {
            throw section.error(given, fixed.objection());
        }
        for (ConfigKey definition : definitions) {
            objection(definition, value).ifPresent(objection -> {
                throw section.error(given, objection);
            });
        }
        if (OVERRULED.contains(key)) {
            warn(given, "the services set this themselves and ignore yours; leave it out");
        }
    }

    private void warn(String given, String problem) {
        warnings.accept(section.error(given, problem).getMessage());
    }

    private static List<ConfigKey> definitions(List<ConfigDef> clients, String key) {
        return clients.stream()
                .flatMap(client -> Stream.ofNullable(client.configKeys().get(key)))
                .toList();
    }

    private static String nearest(String prefix, String key) {
        Set<String> candidates = PREFIXES.getOrDefault(prefix, CLIENTS).stream()
                .flatMap(client -> client.configKeys().values().stream())
                .filter(definition -> !definition.internalConfig)
                .map(definition -> prefix + definition.name)
                .collect(Collectors.toCollection(TreeSet::new));
        String suggestion = YamlMap.nearest(prefix + key, candidates);
        // With hundreds of candidates, a list of them helps nobody.
        return suggestion.startsWith("; did you mean") ? suggestion : "";
    }

    private static Optional<String> objection(ConfigKey definition, String value) {
        if (definition.name.equals("bootstrap.servers")) {
            return BootstrapServers.objection(value);
        }
        if (value.contains("${")) {
            // A configuration provider of Kafka's replaces it later.
            return Optional.empty();
        }
        String shown = definition.type == Type.PASSWORD ? "" : ", but is '" + value + "'";
        Object parsed;
        try {
            parsed = ConfigDef.parseType(definition.name, value, definition.type);
        } catch (ConfigException e) {
            return Optional.of(kind(definition.type, value) + (definition.type == Type.CLASS ? "" : shown));
        }
        try {
            if (definition.validator != null) {
                definition.validator.ensureValid(definition.name, parsed);
            }
        } catch (ConfigException e) {
            return Optional.of(said(definition.name, String.valueOf(e.getMessage())) + shown);
        }
        return missingClass(definition, value);
    }

    private static String kind(Type type, String value) {
        return switch (type) {
            case BOOLEAN -> "must be true or false";
            case SHORT, INT, LONG ->
                "must be a whole number"
                        + (value.strip().matches("[+-]?\\d+") ? " in the range of Kafka's type " + type : "");
            case DOUBLE -> "must be a number";
            case CLASS -> "there is no class " + value + " on the class path";
            case STRING, LIST, PASSWORD -> "Kafka cannot read it";
        };
    }

    /** Kafka's own reason, without the key and value that it repeats. */
    private static String said(String key, String message) {
        int reason = message.indexOf(": ", Math.max(0, message.indexOf("configuration " + key)));
        String said = reason < 0 ? message : message.substring(reason + 2);
        return said.replace("Value must be", "must be")
                .replace("String must be", "must be")
                .replace(" (case insensitive)", "");
    }

    /** A list of classes is text to Kafka until a client is built. */
    private static Optional<String> missingClass(ConfigKey definition, String value) {
        boolean classes = definition.type == Type.LIST
                && (definition.name.equals("interceptor.classes") || definition.name.equals("metric.reporters"));
        if (!classes) {
            return Optional.empty();
        }
        List<String> missing = new ArrayList<>();
        for (String name : value.split(",")) {
            try {
                Utils.loadClass(name.strip(), Object.class);
            } catch (ClassNotFoundException | LinkageError e) {
                missing.add(name.strip());
            }
        }
        return missing.stream()
                .filter(name -> !name.isEmpty())
                .findFirst()
                .map(name -> "there is no class " + name + " on the class path");
    }
}
