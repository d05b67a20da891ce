package dev.storycrew.schemas.serde;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

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
    private static final Set<String> KEYS =
            Set.of(URL, USER_INFO, "basic.auth.credentials.source", AUTO_REGISTER, CONNECT_TIMEOUT, READ_TIMEOUT);

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
        for (String key : keys.keySet()) {
            if (!KEYS.contains(key)) {
                throw new IllegalArgumentException("schema-registry: " + key + " is not supported; supported are "
                        + String.join(", ", KEYS.stream().sorted().toList()));
            }
        }
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
