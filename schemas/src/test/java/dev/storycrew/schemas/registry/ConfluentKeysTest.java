package dev.storycrew.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.schemas.serde.RegistryAvroDeserializer;
import dev.storycrew.schemas.serde.RegistryAvroSerializer;
import dev.storycrew.schemas.serde.WireFormat;
import io.confluent.kafka.schemaregistry.client.SchemaRegistryClientConfig;
import io.confluent.kafka.serializers.KafkaAvroDeserializerConfig;
import io.confluent.kafka.serializers.KafkaAvroSerializerConfig;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key of Confluent's is honoured or refused by its name, and what is honoured has Confluent's default. */
class ConfluentKeysTest {
    private static final String URL = "http://127.0.0.1:8081";

    /** Keys with another default than in Confluent's tables: what Confluent's code does when they are not set. */
    private static final Map<String, String> UNSET = Map.of(
            "basic.auth.credentials.source", "", "bearer.auth.credentials.source", "", "schema.registry.url", URL);

    static Set<String> genuineKeys() {
        Set<String> keys = new TreeSet<>(genuineDefaults().keySet());
        keys.addAll(constantsOf(SchemaRegistryClientConfig.class));
        return keys;
    }

    static Set<String> notHonoured() {
        return new TreeSet<>(ConfluentKeys.notHonoured().keySet());
    }

    @ParameterizedTest
    @MethodSource("genuineKeys")
    void everyKeyThatConfluentHasIsKnown(String key) {
        Set<String> known = new TreeSet<>(ConfluentKeys.honoured());
        known.addAll(ConfluentKeys.notHonoured().keySet());

        assertThat(known).containsAnyOf(key, key.replaceFirst("^schema\\.registry\\.", ""));
    }

    @Test
    void whatIsHonouredHasConfluentsDefault() {
        AbstractConfig unset = ConfluentKeys.all(Map.of("schema.registry.url", URL));
        Map<String, String> defaults = genuineDefaults();
        for (String key : ConfluentKeys.honoured()) {
            assertThat(text(unset.values().get(key))).as(key).isEqualTo(UNSET.getOrDefault(key, defaults.get(key)));
        }
    }

    @Test
    void whatIsNotHonouredIsKnownByConfluentsDefault() {
        Map<String, String> defaults = genuineDefaults();
        ConfluentKeys.notHonoured().forEach((key, value) -> {
            String genuine = defaults.getOrDefault(key, defaults.get("schema.registry." + key));
            if (genuine != null) {
                assertThat(value).as(key).isEqualTo(genuine);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("notHonoured")
    void whatIsNotHonouredIsRefusedByNameAndTakenAtItsDefault(String key) {
        assertThatThrownBy(() -> RegistrySettings.of(with(key, "other")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key + " is not supported");
        assertThatThrownBy(() -> new RegistryAvroSerializer<>().configure(with(key, "other"), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(key);
        assertThatCode(() -> RegistrySettings.of(
                        with(key, ConfluentKeys.notHonoured().getOrDefault(key, ""))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "schema.registry.url | ftp://x | is not an address like",
                "schema.registry.url | mock://scope | is not an address like",
                "schema.registry.url | not an address | is not an address",
                "schema.registry.url | http://user:secret@ho st | //...@ho st",
                "auto.register.schemas | perhaps | auto.register.schemas",
                "use.latest.version | 1 | use.latest.version",
                "latest.compatibility.strict | no | latest.compatibility.strict",
                "normalize.schemas | yes | normalize.schemas",
                "avro.remove.java.properties | x | avro.remove.java.properties",
                "specific.avro.reader | x | specific.avro.reader",
                "key.subject.name.strategy | com.acme.Naming | key.subject.name.strategy",
                "value.subject.name.strategy | TopicNameStrategy | io.confluent.kafka.serializers.subject.TopicNameStrategy",
                "basic.auth.credentials.source | FILE | basic.auth.credentials.source",
                "basic.auth.credentials.source | USER_INFO | basic.auth.user.info is missing",
                "basic.auth.credentials.source | SASL_INHERIT | no usable sasl.jaas.config",
                "bearer.auth.credentials.source | OAUTHBEARER | bearer.auth.credentials.source",
                "bearer.auth.credentials.source | STATIC_TOKEN | bearer.auth.token is missing",
                "max.retries | -1 | max.retries",
                "max.retries | many | max.retries",
                "retries.wait.ms | -1 | retries.wait.ms",
                "retries.max.wait.ms | -1 | retries.max.wait.ms",
                "http.connect.timeout.ms | 0 | http.connect.timeout.ms",
                "http.read.timeout.ms | 1h | http.read.timeout.ms",
                "schema.registry.ssl.truststore.location | /nowhere | schema.registry.ssl.truststore.location: /nowhere",
                "schema.registry.ssl.truststore.password | x | schema.registry.ssl.truststore.location is not",
                "schema.registry.ssl.truststore.type | PEM | schema.registry.ssl.truststore.type",
                "schema.registry.ssl.keystore.location | /nowhere | schema.registry.ssl.keystore.location: /nowhere",
                "schema.registry.ssl.keystore.password | x | schema.registry.ssl.keystore.location is not",
                "schema.registry.ssl.keystore.type | PEM | schema.registry.ssl.keystore.type",
                "schema.registry.unheard.of | x | schema.registry.unheard.of is not supported",
                "basic.auth.user.inf | x | did you mean basic.auth.user.info?",
                "request.header.X-Team | x | request.header.X-Team is not supported",
                "rule.executors.one.class | x | rule.executors.one.class is not supported",
            })
    void whatCannotBeIsRefusedByItsName(String key, String value, String message) {
        assertThatThrownBy(() -> RegistrySettings.of(with(key, value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("schema-registry: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new RegistryAvroDeserializer<>().configure(with(key, value), false))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void withoutAnAddressItIsTheAddressThatIsMissing() {
        assertThatThrownBy(() -> RegistrySettings.of(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema.registry.url");
        assertThatThrownBy(() -> RegistrySettings.of(Map.of("schema.registry.url", " , ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("schema.registry.url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssl.truststore.location", "group.id", "some.other"})
    void kafkasOwnKeysAreLetBeAmongKafkasAndRefusedInTheRegistrysSection(String key) {
        assertThatCode(() -> RegistrySettings.amongKafkas(with(key, "x"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> RegistrySettings.of(with(key, "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(key + " is not supported");
    }

    @Test
    void keysThatContradictEachOtherAreRefused() {
        assertRefused(
                "make it USER_INFO",
                Map.of("basic.auth.credentials.source", "URL", "basic.auth.user.info", "me:secret"));
        assertRefused(
                "cannot be given together", Map.of("bearer.auth.token", "secret", "basic.auth.user.info", "me:secret"));
        assertRefused(
                "is given twice",
                Map.of("basic.auth.user.info", "me:secret", "schema.registry.basic.auth.user.info", "you:secret"));
        assertRefused(
                "has no username",
                Map.of(
                        "basic.auth.credentials.source",
                        "SASL_INHERIT",
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required ;"));
    }

    @Test
    void valuesMayBeOfTheTypesThatKafkaHandsOn() {
        RegistrySettings settings = RegistrySettings.amongKafkas(Map.of(
                "schema.registry.url",
                List.of("http://one:8081/", "http://two:8081/path/"),
                "auto.register.schemas",
                false,
                "max.retries",
                5,
                "basic.auth.credentials.source",
                "USER_INFO",
                "basic.auth.user.info",
                new Password("me:secret"),
                "key.subject.name.strategy",
                io.confluent.kafka.serializers.subject.RecordNameStrategy.class));

        assertThat(settings.endpoints())
                .extracting(Object::toString)
                .containsExactly("http://one:8081", "http://two:8081/path");
        assertThat(settings.schemas().autoRegister()).isFalse();
        assertThat(settings.retries().most()).isEqualTo(5);
        assertThat(settings.schemas().keys()).isEqualTo(SubjectNaming.RECORD);
        assertThat(settings.schemas().values()).isEqualTo(SubjectNaming.TOPIC);
        assertThat(settings.toString()).doesNotContain("secret");
    }

    @Test
    void ourApplicationsHaveTheSubjectsOfTheirTopicsAndNoOthers() {
        RegistryClient registry = new RegistryClient(
                RegistrySettings.of(with("value.subject.name.strategy", SubjectNaming.RECORD.className())));

        assertThatThrownBy(() -> new WireFormat(registry))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value.subject.name.strategy");
    }

    private static void assertRefused(String message, Map<String, String> keys) {
        Map<String, String> settings = new HashMap<>(keys);
        settings.put("schema.registry.url", URL);
        assertThatThrownBy(() -> RegistrySettings.of(settings))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    private static Map<String, Object> with(String key, String value) {
        Map<String, Object> settings = new HashMap<>(Map.of("schema.registry.url", URL));
        settings.put(key, value);
        return settings;
    }

    private static Map<String, String> genuineDefaults() {
        Map<String, String> defaults = new TreeMap<>();
        Stream.of(KafkaAvroSerializerConfig.class, KafkaAvroDeserializerConfig.class)
                .map(ConfluentKeysTest::definition)
                .flatMap(definition -> definition.configKeys().values().stream())
                .forEach(key -> defaults.put(key.name, key.hasDefault() ? text(key.defaultValue) : ""));
        return defaults;
    }

    private static ConfigDef definition(Class<?> config) {
        try {
            Field field = config.getDeclaredField("config");
            field.setAccessible(true);
            return (ConfigDef) field.get(null);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    /** The names of keys among a class's constants. */
    private static Set<String> constantsOf(Class<?> config) {
        return Stream.of(config.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .map(field -> {
                    try {
                        return (String) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .filter(constant -> constant.contains(".") && !constant.endsWith("."))
                .collect(Collectors.toSet());
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof Password password) {
            return password.value();
        }
        if (value instanceof Class<?> type) {
            return type.getName();
        }
        return value instanceof Collection<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(","))
                : value.toString();
    }
}
