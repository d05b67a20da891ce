package dev.storycrew.app.tracing;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenTelemetry's configuration, by its own keys: {@code OTEL_TRACES_EXPORTER} in the environment is {@code
 * otel.traces.exporter} here.
 *
 * @param keys those that have a value
 */
record TracingSettings(Map<String, String> keys) {
    private static final String PREFIX = "otel.";
    private static final String EXPORTER = "otel.traces.exporter";
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";
    private static final String TRACES_ENDPOINT = "otel.exporter.otlp.traces.endpoint";
    private static final String SERVICE = "otel.service.name";
    private static final String ATTRIBUTES = "otel.resource.attributes";
    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String TRACES_PROTOCOL = "otel.exporter.otlp.traces.protocol";
    private static final String HTTP = "http/protobuf";
    private static final String OTLP = "otlp";
    private static final String NONE = "none";

    TracingSettings {
        keys = Map.copyOf(keys);
    }

    /** @param properties the JVM's, which win over the environment */
    static TracingSettings of(Map<String, String> environment, Map<?, ?> properties) {
        Map<String, String> keys = new HashMap<>();
        environment.forEach(
                (name, value) -> put(keys, name.toLowerCase(Locale.ROOT).replace('_', '.'), value));
        properties.forEach((name, value) -> put(keys, String.valueOf(name), String.valueOf(value)));
        return new TracingSettings(keys);
    }

    private static void put(Map<String, String> keys, String key, String value) {
        if (key.startsWith(PREFIX) && !value.isBlank()) {
            keys.put(key, value.strip());
        }
    }

    /** True if they name an exporter or where to export to: nothing is sent anywhere by default. */
    boolean wanted() {
        if (Boolean.parseBoolean(keys.get("otel.sdk.disabled"))) {
            return false;
        }
        String exporter = keys.get(EXPORTER);
        return exporter == null
                ? keys.containsKey(ENDPOINT) || keys.containsKey(TRACES_ENDPOINT)
                : !exporter.equals(NONE);
    }

    /** What holds where nothing is set. */
    Map<String, String> defaults(String service, String instance) {
        Map<String, String> defaults = new HashMap<>(Map.of(EXPORTER, OTLP, PROTOCOL, HTTP));
        String attributes = keys.getOrDefault(ATTRIBUTES, "");
        if (!attributes.contains("service.name=")) {
            defaults.put(SERVICE, service);
        }
        if (attributes.isEmpty()) {
            defaults.put(ATTRIBUTES, "storycrew.instance=" + instance);
        }
        return defaults;
    }

    /** What holds whatever is set: only traces are written, and only W3C's header is. */
    Map<String, String> overriding() {
        Map<String, String> all = new HashMap<>(keys);
        all.put("otel.metrics.exporter", NONE);
        all.put("otel.logs.exporter", NONE);
        all.put("otel.propagators", NONE);
        return all;
    }

    /** The key of a protocol that is asked for and cannot be spoken; null if there is none. */
    @Nullable
    String unspokenProtocol() {
        String key = keys.containsKey(TRACES_PROTOCOL) ? TRACES_PROTOCOL : PROTOCOL;
        boolean needed = keys.getOrDefault(EXPORTER, OTLP).contains(OTLP);
        return !needed || keys.getOrDefault(key, HTTP).equals(HTTP) ? null : key;
    }
}
