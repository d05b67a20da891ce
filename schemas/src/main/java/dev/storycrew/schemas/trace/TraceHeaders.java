package dev.storycrew.schemas.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** W3C's {@code traceparent} in the headers of records. */
public final class TraceHeaders {
    /** The header's name. */
    public static final String TRACEPARENT = "traceparent";

    private static final String TRACESTATE = "tracestate";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<Headers> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Headers headers) {
            return List.of(TRACEPARENT);
        }

        /** Vendors' {@code tracestate} is left alone: nobody's data travels farther than its own record. */
        @Override
        public @Nullable String get(@Nullable Headers headers, String key) {
            Header header = headers == null || !key.equals(TRACEPARENT) ? null : headers.lastHeader(TRACEPARENT);
            return header == null || header.value() == null
                    ? null
                    : new String(header.value(), StandardCharsets.ISO_8859_1);
        }
    };

    private TraceHeaders() {}

    /** The span that sent a record; an invalid one where the header is missing or malformed. */
    static SpanContext sender(Headers headers) {
        return Span.fromContext(W3C.extract(Context.root(), headers, GETTER)).getSpanContext();
    }

    /** The header's value for records that a span sends. */
    static String value(Span span) {
        Map<String, String> fields = new HashMap<>();
        W3C.inject(Context.root().with(span), fields, (map, key, value) -> fields.put(key, value));
        return fields.getOrDefault(TRACEPARENT, "");
    }

    /**
     * Puts a sender in the place of the one before.
     *
     * @param traceparent the header's value; null leaves the headers as they are
     */
    public static void put(Headers headers, @Nullable String traceparent) {
        if (traceparent != null) {
            headers.remove(TRACESTATE);
            headers.remove(TRACEPARENT);
            headers.add(TRACEPARENT, traceparent.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
