package dev.storycrew.schemas.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Scope;
import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * One step of a chapter in its trace, while it lasts; closed by the thread that began it. It takes ids, names and numbers,
 * never text of a book, a model or a person. Where tracing is off, it does nothing.
 */
public final class ChapterStep implements AutoCloseable {
    static final ChapterStep UNTRACED = new ChapterStep(Span.getInvalid(), Scope.noop());

    private final Span span;
    private final Scope scope;

    ChapterStep(Span span, Scope scope) {
        this.span = span;
        this.scope = scope;
    }

    /** Notes a name; null is not noted. */
    public ChapterStep note(String key, @Nullable String value) {
        if (value != null) {
            span.setAttribute(key, value);
        }
        return this;
    }

    /** Notes names. */
    public ChapterStep note(String key, Collection<String> values) {
        if (!values.isEmpty()) {
            span.setAttribute(AttributeKey.stringArrayKey(key), List.copyOf(values));
        }
        return this;
    }

    /** Notes numbers, such as those of scenes. */
    public ChapterStep numbers(String key, Collection<Integer> values) {
        if (!values.isEmpty()) {
            span.setAttribute(
                    AttributeKey.longArrayKey(key),
                    values.stream().map(Integer::longValue).toList());
        }
        return this;
    }

    /** Notes a number. */
    public ChapterStep note(String key, long value) {
        span.setAttribute(key, value);
        return this;
    }

    /** Notes an amount. */
    public ChapterStep note(String key, double value) {
        span.setAttribute(key, value);
        return this;
    }

    /** Notes whether something holds. */
    public ChapterStep note(String key, boolean value) {
        span.setAttribute(key, value);
        return this;
    }

    /** Notes that it failed; {@code error} is a kind, such as {@code TIMED_OUT}, never a message. */
    public ChapterStep failed(String error) {
        span.setAttribute("error.type", error);
        span.setStatus(StatusCode.ERROR);
        return this;
    }

    /** What records that it sends bear in their header {@code traceparent}; null where tracing is off. */
    public @Nullable String traceparent() {
        return span.getSpanContext().isValid() ? TraceHeaders.value(span) : null;
    }

    /** Marks a record that it sends. */
    public void mark(Headers headers) {
        TraceHeaders.put(headers, traceparent());
    }

    @Override
    public void close() {
        scope.close();
        span.end();
    }
}
