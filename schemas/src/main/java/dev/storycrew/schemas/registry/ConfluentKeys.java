package dev.storycrew.schemas.registry;

import dev.storycrew.files.yaml.YamlMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/**
 * Confluent's configuration keys, with Confluent's defaults: those honoured, and those known but not honoured. The
 * latter are refused unless set to their default, which holds anyway.
 */
public final class ConfluentKeys {
    static final String PREFIX = "schema.registry.";
    static final String URL = "schema.registry.url";
    static final String AUTO_REGISTER = "auto.register.schemas";
    static final String USE_LATEST = "use.latest.version";
    public static final String LATEST_STRICT = "latest.compatibility.strict";
    static final String NORMALIZE = "normalize.schemas";
    static final String REMOVE_JAVA_PROPERTIES = "avro.remove.java.properties";
    public static final String SPECIFIC_READER = "specific.avro.reader";
    static final String KEY_NAMING = "key.subject.name.strategy";
    public static final String VALUE_NAMING = "value.subject.name.strategy";
    static final String BASIC_SOURCE = "basic.auth.credentials.source";
    static final String USER_INFO = "basic.auth.user.info";
    static final String BEARER_SOURCE = "bearer.auth.credentials.source";
    static final String BEARER_TOKEN = "bearer.auth.token";
    static final String MAX_RETRIES = "max.retries";
    static final String RETRIES_WAIT = "retries.wait.ms";
    static final String RETRIES_MAX_WAIT = "retries.max.wait.ms";
    static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    static final String READ_TIMEOUT = "http.read.timeout.ms";
    static final String TRUSTSTORE = "schema.registry.ssl.truststore.";
    static final String KEYSTORE = "schema.registry.ssl.keystore.";
    static final String LOCATION = "location";
    static final String PASSWORD = "password";
    static final String TYPE = "type";
    static final String KEY_PASSWORD = "schema.registry.ssl.key.password";

    /** Kafka's keys that say who a client is; {@code SASL_INHERIT} reads them. */
    static final Set<String> SASL = Set.of("sasl.jaas.config", "sasl.mechanism");

    private static final ConfigDef HONOURED = new ConfigDef()
            .define(
                    URL,
                    Type.LIST,
                    ConfigDef.NO_DEFAULT_VALUE,
                    Importance.HIGH,
                    "registries that stand in for each other")
            .define(AUTO_REGISTER, Type.BOOLEAN, true, Importance.MEDIUM, "a writer registers its schema")
            .define(USE_LATEST, Type.BOOLEAN, false, Importance.LOW, "the latest schema of the subject is used")
            .define(LATEST_STRICT, Type.BOOLEAN, true, Importance.LOW, "the latest schema must fit the record's own")
            .define(NORMALIZE, Type.BOOLEAN, false, Importance.MEDIUM, "order that means nothing is looked past")
            .define(REMOVE_JAVA_PROPERTIES, Type.BOOLEAN, false, Importance.LOW, "no avro.java.string is registered")
            .define(SPECIFIC_READER, Type.BOOLEAN, false, Importance.LOW, "generated classes are read")
            .define(
                    KEY_NAMING,
                    Type.STRING,
                    SubjectNaming.TOPIC.className(),
                    naming(),
                    Importance.MEDIUM,
                    "keys' subjects")
            .define(
                    VALUE_NAMING,
                    Type.STRING,
                    SubjectNaming.TOPIC.className(),
                    naming(),
                    Importance.MEDIUM,
                    "values' subjects")
            .define(
                    BASIC_SOURCE,
                    Type.STRING,
                    "",
                    ValidString.in("", "URL", "USER_INFO", "SASL_INHERIT"),
                    Importance.MEDIUM,
                    "where credentials are")
            .define(USER_INFO, Type.PASSWORD, "", Importance.MEDIUM, "user:password")
            .define(
                    BEARER_SOURCE,
                    Type.STRING,
                    "",
                    ValidString.in("", "STATIC_TOKEN"),
                    Importance.MEDIUM,
                    "where the token is")
            .define(BEARER_TOKEN, Type.PASSWORD, "", Importance.MEDIUM, "the token")
            .define(MAX_RETRIES, Type.INT, 3, Range.atLeast(0), Importance.LOW, "repetitions of a failed request")
            .define(RETRIES_WAIT, Type.INT, 1000, Range.atLeast(0), Importance.LOW, "longest wait before the first")
            .define(RETRIES_MAX_WAIT, Type.INT, 20000, Range.atLeast(0), Importance.LOW, "longest wait before any")
            .define(CONNECT_TIMEOUT, Type.INT, 60000, Range.atLeast(1), Importance.LOW, "to connect")
            .define(READ_TIMEOUT, Type.INT, 60000, Range.atLeast(1), Importance.LOW, "to answer")
            .define(TRUSTSTORE + LOCATION, Type.STRING, "", Importance.HIGH, "a file")
            .define(TRUSTSTORE + PASSWORD, Type.PASSWORD, "", Importance.HIGH, "of the file")
            .define(
                    TRUSTSTORE + TYPE,
                    Type.STRING,
                    "JKS",
                    ValidString.in("JKS", "PKCS12"),
                    Importance.MEDIUM,
                    "of the file")
            .define(KEYSTORE + LOCATION, Type.STRING, "", Importance.HIGH, "a file")
            .define(KEYSTORE + PASSWORD, Type.PASSWORD, "", Importance.HIGH, "of the file")
            .define(
                    KEYSTORE + TYPE,
                    Type.STRING,
                    "JKS",
                    ValidString.in("JKS", "PKCS12"),
                    Importance.MEDIUM,
                    "of the file")
            .define(KEY_PASSWORD, Type.PASSWORD, "", Importance.HIGH, "of the key, where it is not the file's");

    /** Keys of Confluent's 7.9 and 8 that are not honoured, with their defaults. */
    private static final Map<String, String> NOT_HONOURED = Map.ofEntries(
            Map.entry("avro.reflection.allow.null", "false"),
            Map.entry("avro.use.logical.type.converters", "false"),
            Map.entry("bearer.auth.cache.expiry.buffer.seconds", "300"),
            Map.entry("bearer.auth.client.id", ""),
            Map.entry("bearer.auth.client.secret", ""),
            Map.entry("bearer.auth.custom.provider.class", ""),
            Map.entry("bearer.auth.identity.pool.id", ""),
            Map.entry("bearer.auth.issuer.endpoint.url", ""),
            Map.entry("bearer.auth.logical.cluster", ""),
            Map.entry("bearer.auth.scope", ""),
            Map.entry("bearer.auth.scope.claim.name", "scope"),
            Map.entry("bearer.auth.sub.claim.name", "sub"),
            Map.entry("context.name.strategy", "io.confluent.kafka.serializers.context.NullContextNameStrategy"),
            Map.entry("id.compatibility.strict", "true"),
            Map.entry("key.schema.id.deserializer", ""),
            Map.entry("key.schema.id.serializer", ""),
            Map.entry("latest.cache.size", "1000"),
            Map.entry("latest.cache.ttl.sec", "-1"),
            Map.entry("max.schemas.per.subject", "1000"),
            Map.entry("missing.cache.size", "10000"),
            Map.entry("missing.id.cache.ttl.sec", "0"),
            Map.entry("missing.schema.cache.ttl.sec", "0"),
            Map.entry("missing.version.cache.ttl.sec", "0"),
            Map.entry("propagate.schema.tags", "false"),
            Map.entry("proxy.host", ""),
            Map.entry("proxy.port", "-1"),
            Map.entry("rule.actions", ""),
            Map.entry("rule.executors", ""),
            Map.entry("rule.service.loader.enable", "true"),
            Map.entry("schema.format", ""),
            Map.entry("schema.reflection", "false"),
            Map.entry("schema.registry.ssl.cipher.suites", ""),
            Map.entry("schema.registry.ssl.enabled.protocols", "TLSv1.2,TLSv1.3"),
            Map.entry("schema.registry.ssl.endpoint.identification.algorithm", "https"),
            Map.entry("schema.registry.ssl.engine.factory.class", ""),
            Map.entry("schema.registry.ssl.keymanager.algorithm", "SunX509"),
            Map.entry("schema.registry.ssl.keystore.certificate.chain", ""),
            Map.entry("schema.registry.ssl.keystore.key", ""),
            Map.entry("schema.registry.ssl.protocol", "TLSv1.3"),
            Map.entry("schema.registry.ssl.provider", ""),
            Map.entry("schema.registry.ssl.secure.random.implementation", ""),
            Map.entry("schema.registry.ssl.trustmanager.algorithm", "PKIX"),
            Map.entry("schema.registry.ssl.truststore.certificates", ""),
            Map.entry("specific.avro.key.type", ""),
            Map.entry("specific.avro.value.type", ""),
            Map.entry("url.randomize", "false"),
            Map.entry("use.latest.with.metadata", ""),
            Map.entry("use.schema.id", "-1"),
            Map.entry("value.schema.id.deserializer", ""),
            Map.entry("value.schema.id.serializer", ""));

    /** Keys with these prefixes are Confluent's, known here or not. */
    private static final List<String> NAMESPACES =
            List.of(PREFIX, "basic.auth.", "bearer.auth.", "avro.", "specific.avro.", "rule.", "request.header.");

    private ConfluentKeys() {}

    /**
     * Reads settings whose keys are all meant for the registry.
     *
     * @throws IllegalArgumentException naming the key that is unknown, not honoured or unusable
     */
    static AbstractConfig all(Map<String, ?> settings) {
        return read(settings, key -> true);
    }

    /**
     * Reads the registry's settings among Kafka's.
     *
     * @throws IllegalArgumentException naming the key that is Confluent's and unknown, not honoured or unusable
     */
    static AbstractConfig among(Map<String, ?> settings) {
        return read(settings, key -> NAMESPACES.stream().anyMatch(key::startsWith));
    }

    static Set<String> honoured() {
        return HONOURED.names();
    }

    static Map<String, String> notHonoured() {
        return NOT_HONOURED;
    }

    private static AbstractConfig read(Map<String, ?> settings, Predicate<String> mustBeKnown) {
        Map<String, Object> honoured = new HashMap<>();
        settings.forEach((given, value) -> {
            if (value == null || SASL.contains(given)) {
                return;
            }
            String key = withoutPrefix(given);
            String text = text(value);
            if (HONOURED.names().contains(key)) {
                Object before = honoured.put(key, text);
                if (before != null && !before.equals(text)) {
                    throw new IllegalArgumentException(
                            key + " is given twice, as itself and as " + PREFIX + key + ", with different values");
                }
            } else if (NOT_HONOURED.containsKey(key)) {
                if (!NOT_HONOURED.get(key).equals(text)) {
                    throw new IllegalArgumentException(given + " is not supported" + onlyDefault(key));
                }
            } else if (mustBeKnown.test(given)) {
                throw new IllegalArgumentException(given + " is not supported"
                        + YamlMap.nearest(given, HONOURED.names()) + "; supported are "
                        + String.join(", ", HONOURED.names().stream().sorted().toList()));
            }
        });
        try {
            return new AbstractConfig(HONOURED, honoured, false);
        } catch (ConfigException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static String onlyDefault(String key) {
        String only = NOT_HONOURED.get(key);
        return only == null || only.isEmpty() ? "; leave it out" : "; leave it out, or at its default, " + only;
    }

    /** Confluent's client also accepts its own keys with the prefix. */
    private static String withoutPrefix(String key) {
        String own = key.startsWith(PREFIX) ? key.substring(PREFIX.length()) : key;
        boolean clients = own.equals(MAX_RETRIES)
                || Stream.of("basic.auth.", "bearer.auth.", "http.", "retries.").anyMatch(own::startsWith);
        return clients || NOT_HONOURED.containsKey(own) ? own : key;
    }

    private static String text(Object value) {
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        if (value instanceof Password password) {
            return password.value();
        }
        if (value instanceof Collection<?> list) {
            return list.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
        return value.toString().trim();
    }

    private static ValidString naming() {
        return ValidString.in(
                Stream.of(SubjectNaming.values()).map(SubjectNaming::className).toArray(String[]::new));
    }
}
