package dev.storycrew.app.tracing;

import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.call.CallListener;
import dev.storycrew.schemas.trace.ChapterTracing;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * The tracing of this process, by OpenTelemetry's own variables; off where they name neither an exporter nor an endpoint.
 * Spans wait in a bounded queue and are dropped when it is full: no chapter waits for an exporter.
 */
public final class ProcessTracing implements AutoCloseable {
    /** How long the last spans may take to be sent when the process ends. */
    private static final long FLUSH_MILLIS = 2000;

    /** OpenTelemetry's loggers; held here, since the JDK forgets those that nobody holds. */
    private static final Logger LIBRARY = Logger.getLogger("io.opentelemetry");

    private static final String SAYS_NOTHING = "Unexpected configuration error";

    private static final Pattern KEY = Pattern.compile("\\botel(\\.[a-z0-9]+)+\\b");

    private final @Nullable SdkTracerProvider provider;
    private final ChapterTracing chapters;
    private final @Nullable Handler log;

    private ProcessTracing(@Nullable SdkTracerProvider provider, @Nullable Handler log) {
        this.provider = provider;
        this.log = log;
        this.chapters = provider == null ? ChapterTracing.off() : ChapterTracing.through(provider);
    }

    /**
     * The tracing that is configured.
     *
     * @param environment {@code OTEL_*} of it
     * @param service what the service is called if the environment does not say
     * @param instance tells it from others of its kind
     * @throws UsageException if the configuration cannot be used
     */
    public static ProcessTracing of(Map<String, String> environment, String service, String instance) {
        TracingSettings settings = TracingSettings.of(environment, System.getProperties());
        if (!settings.wanted()) {
            return new ProcessTracing(null, null);
        }
        String unspoken = settings.unspokenProtocol();
        if (unspoken != null) {
            throw new UsageException("environment: " + variable(unspoken)
                    + ": must be http/protobuf, which collectors take on port 4318, but is '"
                    + settings.keys().get(unspoken) + "'");
        }
        SLF4JBridgeHandler log = new SLF4JBridgeHandler();
        // What it says belongs in the log, not on the terminal.
        LIBRARY.setUseParentHandlers(false);
        LIBRARY.addHandler(log);
        try {
            return new ProcessTracing(sdk(settings, service, instance).getSdkTracerProvider(), log);
        } catch (RuntimeException e) {
            toTerminal(log);
            throw new UsageException("environment: " + reason(e, settings) + "; see docs/operations.md#traces");
        }
    }

    private static OpenTelemetrySdk sdk(TracingSettings settings, String service, String instance) {
        return AutoConfiguredOpenTelemetrySdk.builder()
                .disableShutdownHook()
                .addPropertiesSupplier(() -> settings.defaults(service, instance))
                .addPropertiesCustomizer(known -> settings.overriding())
                .addTracerProviderCustomizer((traces, known) -> traces.setIdGenerator(new ChapterIdGenerator()))
                .build()
                .getOpenTelemetrySdk();
    }

    /** What the library says, without the value of a variable that may hold a secret. */
    private static String reason(RuntimeException failure, TracingSettings settings) {
        Throwable telling = failure;
        while (telling.getCause() != null
                && String.valueOf(telling.getMessage()).startsWith(SAYS_NOTHING)) {
            telling = telling.getCause();
        }
        String message = String.valueOf(telling.getMessage());
        if (message.contains("headers") || message.contains("@")) {
            return "OTEL_EXPORTER_OTLP_HEADERS must be name=value,name=value, and the endpoint a URL without a user";
        }
        String named = KEY.matcher(message).replaceAll(key -> variable(key.group()));
        String set = settings.keys().keySet().stream()
                .map(ProcessTracing::variable)
                .sorted()
                .collect(Collectors.joining(", "));
        return named.contains("OTEL_") ? named : "one of " + set + ": " + named;
    }

    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    /** Writes the steps of chapters. */
    public ChapterTracing chapters() {
        return chapters;
    }

    /** Tells a listener of calls, and writes them. */
    public CallListener calls(CallListener other) {
        return provider == null ? other : other.and(new CallSpans(chapters.tracer()));
    }

    /** Sends what is left, if that is quick. */
    @Override
    public void close() {
        if (provider != null) {
            provider.shutdown().join(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (log != null) {
            toTerminal(log);
        }
    }

    /** As it was before. */
    private static void toTerminal(Handler log) {
        LIBRARY.removeHandler(log);
        LIBRARY.setUseParentHandlers(true);
    }
}
