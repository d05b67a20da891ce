package dev.storycrew.schemas.serde;

import java.time.Duration;
import java.util.Map;

/**
 * How to reach a registry, by Confluent's key names and with Confluent's defaults.
 *
 * @param url without a trailing slash
 * @param userInfo {@code user:password}, or empty
 * @param autoRegister whether a writer may register its schema
 */
public record RegistrySettings(
        String url, String userInfo, boolean autoRegister, Duration connectTimeout, Duration readTimeout) {
    private static final String URL = "schema.registry.url";
    private static final String USER_INFO = "basic.auth.user.info";
    private static final String AUTO_REGISTER = "auto.register.schemas";
    private static final String CONNECT_TIMEOUT = "http.connect.timeout.ms";
    private static final String READ_TIMEOUT = "http.read.timeout.ms";
    /** Confluent's keys and the values of each that this client honours; every other value is refused. */
    private static final Map<String, String> HONOURED = Map.ofEntries(
            Map.entry(URL, ".*"),
            Map.entry(USER_INFO, ".*"),
            Map.entry("basic.auth.credentials.source", "USER_INFO|URL"),
            Map.entry(AUTO_REGISTER, "true|false"),
            Map.entry(CONNECT_TIMEOUT, "[0-9]{1,9}"),
            Map.entry(READ_TIMEOUT, "[0-9]{1,9}"),
            Map.entry("use.latest.version", "false"),
            Map.entry("latest.compatibility.strict", "true"),
            Map.entry("normalize.schemas", "false"),
            Map.entry("avro.remove.java.properties", "false"),
            Map.entry("specific.avro.reader", "true|false"),
            Map.entry("key.subject.name.strategy", ".*\\.TopicNameStrategy"),
            Map.entry("value.subject.name.strategy", ".*\\.TopicNameStrategy"));

    /** Never the password. */
    @Override
    public String toString() {
        return "RegistrySettings[url=" + url + "]";
    }

    /**
     * Reads Confluent's keys.
     *
     * @throws IllegalArgumentException for a key that this client does not honour: it refuses rather than ignores
     */
    public static RegistrySettings of(Map<String, String> keys) {
        keys.forEach((key, value) -> {
            String honoured = HONOURED.get(key);
            if (honoured == null) {
                throw new IllegalArgumentException("schema-registry: " + key + " is not supported; supported are "
                        + String.join(", ", HONOURED.keySet().stream().sorted().toList()));
            }
            if (!value.matches(honoured)) {
                throw new IllegalArgumentException(
                        "schema-registry: " + key + " cannot be '" + value + "' here; it must match " + honoured);
            }
        });
        String url = keys.get(URL);
        if (url == null || url.isBlank()) {
            throw new IllegalArgumentException("schema-registry: " + URL + " is missing");
        }
        return new RegistrySettings(
                url.replaceAll("/+$", ""),
                keys.getOrDefault(USER_INFO, ""),
                Boolean.parseBoolean(keys.getOrDefault(AUTO_REGISTER, "true")),
                Duration.ofMillis(Long.parseLong(keys.getOrDefault(CONNECT_TIMEOUT, "60000"))),
                Duration.ofMillis(Long.parseLong(keys.getOrDefault(READ_TIMEOUT, "60000"))));
    }
}
