package dev.storycrew.schemas.registry;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.AbstractConfig;
import org.jspecify.annotations.Nullable;

/** How to reach a registry and how to use it, by Confluent's key names and with Confluent's defaults. */
public final class RegistrySettings {
    private static final int HIGHEST_PORT = 65535;

    private final List<Endpoint> endpoints;
    private final Duration connectTimeout;
    private final Duration readTimeout;
    private final Retries retries;
    private final @Nullable SSLContext tls;
    private final SchemaSettings schemas;

    private RegistrySettings(AbstractConfig keys, Map<String, ?> all) {
        Function<URI, @Nullable String> credentials = Credentials.of(keys, all);
        this.endpoints = keys.getList(ConfluentKeys.URL).stream()
                .map(String::strip)
                .filter(url -> !url.isEmpty())
                .map(url -> endpoint(url, credentials))
                .toList();
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException(ConfluentKeys.URL + " is missing");
        }
        this.connectTimeout = Duration.ofMillis(keys.getInt(ConfluentKeys.CONNECT_TIMEOUT));
        this.readTimeout = Duration.ofMillis(keys.getInt(ConfluentKeys.READ_TIMEOUT));
        this.retries = new Retries(
                keys.getInt(ConfluentKeys.MAX_RETRIES),
                Duration.ofMillis(keys.getInt(ConfluentKeys.RETRIES_WAIT)),
                Duration.ofMillis(keys.getInt(ConfluentKeys.RETRIES_MAX_WAIT)));
        this.tls = Tls.of(keys);
        this.schemas = new SchemaSettings(
                keys.getBoolean(ConfluentKeys.AUTO_REGISTER),
                keys.getBoolean(ConfluentKeys.USE_LATEST),
                keys.getBoolean(ConfluentKeys.LATEST_STRICT),
                keys.getBoolean(ConfluentKeys.NORMALIZE),
                keys.getBoolean(ConfluentKeys.REMOVE_JAVA_PROPERTIES),
                keys.getBoolean(ConfluentKeys.SPECIFIC_READER),
                SubjectNaming.of(keys.getString(ConfluentKeys.KEY_NAMING)),
                SubjectNaming.of(keys.getString(ConfluentKeys.VALUE_NAMING)));
    }

    /**
     * Reads settings that are the registry's alone.
     *
     * @throws IllegalArgumentException for a key that is unknown or not honoured: it is refused rather than ignored
     */
    public static RegistrySettings of(Map<String, ?> keys) {
        try {
            return new RegistrySettings(ConfluentKeys.all(keys), keys);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("schema-registry: " + e.getMessage(), e);
        }
    }

    /**
     * Reads the registry's settings among those of a Kafka client, whose own are left alone.
     *
     * @throws IllegalArgumentException for a key of Confluent's that this client does not honour
     */
    public static RegistrySettings amongKafkas(Map<String, ?> settings) {
        return new RegistrySettings(ConfluentKeys.among(settings), settings);
    }

    private static Endpoint endpoint(String url, Function<URI, @Nullable String> credentials) {
        try {
            URI given = new URI(url);
            if (given.getHost() == null
                    || given.getPort() > HIGHEST_PORT
                    || !List.of("http", "https").contains(given.getScheme())) {
                throw new IllegalArgumentException(
                        ConfluentKeys.URL + ": '" + shown(url) + "' is not an address like http://host:8081");
            }
            String path = given.getRawPath() == null ? "" : given.getRawPath().replaceAll("/+$", "");
            URI base = URI.create(given.getScheme() + "://" + given.getHost()
                    + (given.getPort() < 0 ? "" : ":" + given.getPort()) + path);
            return new Endpoint(base, credentials.apply(given));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    ConfluentKeys.URL + ": '" + shown(url) + "' is not an address: " + e.getReason());
        }
    }

    private static String shown(String url) {
        return url.replaceAll("//.*@", "//...@");
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration readTimeout() {
        return readTimeout;
    }

    Retries retries() {
        return retries;
    }

    @Nullable
    SSLContext tls() {
        return tls;
    }

    SchemaSettings schemas() {
        return schemas;
    }

    /** Without credentials. */
    @Override
    public String toString() {
        return "RegistrySettings[url=" + endpoints + "]";
    }
}
