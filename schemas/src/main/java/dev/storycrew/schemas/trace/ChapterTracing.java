package dev.storycrew.schemas.trace;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.topic.Redriven;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import io.opentelemetry.context.Scope;
import java.util.function.Function;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Writes the traces of chapters: one trace for each run of a chapter, whose first span has known ids. A step continues
 * the one that sent its record if that is of the same trace; another trace's sender becomes a link.
 */
public final class ChapterTracing {
    /** The trace whose first span is being started; an id generator gives it these ids. */
    public static final ContextKey<ChapterTrace> FIRST_OF = ContextKey.named("storycrew.first-of-trace");

    private static final ContextKey<Source> SOURCE = ContextKey.named("storycrew.source");
    private static final String ID = "dev.storycrew";
    private static final ChapterTracing OFF = new ChapterTracing(TracerProvider.noop(), false);

    private final Tracer tracer;
    private final boolean on;

    private ChapterTracing(TracerProvider provider, boolean on) {
        this.tracer = provider.get(ID);
        this.on = on;
    }

    /** Writes none, and touches no header. */
    public static ChapterTracing off() {
        return OFF;
    }

    /** @param provider whose id generator obeys {@link #FIRST_OF} */
    public static ChapterTracing through(TracerProvider provider) {
        return new ChapterTracing(provider, true);
    }

    /** For spans below a step, such as calls to models. */
    public Tracer tracer() {
        return tracer;
    }

    /** The record that this thread is working on. */
    private record Source(SpanContext sender, String topic, int partition, long offset, boolean redriven) {
        void describe(SpanBuilder span) {
            span.setAttribute("messaging.system", "kafka")
                    .setAttribute("messaging.operation.type", "process")
                    .setAttribute("messaging.destination.name", topic)
                    .setAttribute("messaging.destination.partition.id", Integer.toString(partition))
                    .setAttribute("messaging.kafka.offset", offset);
            if (redriven) {
                span.setAttribute("storycrew.redriven", true);
            }
        }
    }

    /** Until it is closed, steps of this thread come from a record. */
    public interface Taken extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes a record in hand. */
    @SuppressWarnings("MustBeClosedChecker") // whoever takes it closes it
    public Taken take(Headers headers, String topic, int partition, long offset) {
        if (!on) {
            return () -> {};
        }
        Source source =
                new Source(TraceHeaders.sender(headers), topic, partition, offset, Redriven.of(headers) != null);
        return Context.current().with(SOURCE, source).makeCurrent()::close;
    }

    /** Begins the trace of a request, which is that of its chapter's first run. */
    public ChapterStep first(String name, ChapterRequest request) {
        return on ? first(name, request.requestId(), 1, request.brief().id(), 0) : ChapterStep.UNTRACED;
    }

    /** Begins the trace of a run that an operator's command started; it is linked to that of the run before. */
    public ChapterStep first(String name, ChapterEnvelope chapter) {
        return on
                ? first(name, chapter.requestId(), chapter.run(), chapter.id(), chapter.attempt())
                : ChapterStep.UNTRACED;
    }

    private ChapterStep first(String name, String requestId, int run, ChapterId chapter, int attempt) {
        SpanBuilder span = tracer.spanBuilder(name).setNoParent();
        if (run > 1) {
            span.addLink(root(ChapterTrace.of(requestId, run - 1)));
        }
        ChapterTrace trace = ChapterTrace.of(requestId, run);
        describe(span, trace, run, chapter, attempt);
        return current(startFirst(span, trace));
    }

    /** Begins a step of a chapter. */
    public ChapterStep step(String name, ChapterEnvelope chapter) {
        if (!on) {
            return ChapterStep.UNTRACED;
        }
        ChapterTrace trace = ChapterTrace.of(chapter.requestId(), chapter.run());
        SpanBuilder span = tracer.spanBuilder(name);
        Source source = Context.current().get(SOURCE);
        SpanContext parent = source != null && isOf(trace, source.sender()) ? source.sender() : root(trace);
        span.setParent(Context.root().with(Span.wrap(parent)));
        describe(span, trace, chapter.run(), chapter.id(), chapter.attempt());
        RetryOrder order = chapter.order();
        if (order != null) {
            span.setAttribute("storycrew.retry.level", order.level());
        }
        return current(span.startSpan());
    }

    /** Does a step of a chapter; what it throws is noted. */
    public <R> R step(String name, ChapterEnvelope chapter, Function<ChapterStep, R> work) {
        return within(step(name, chapter), work);
    }

    /** Does something within a step, which ends with it; what it throws is noted. */
    public static <R> R within(ChapterStep begun, Function<ChapterStep, R> work) {
        try (begun) {
            try {
                return work.apply(begun);
            } catch (RuntimeException | Error e) {
                begun.failed(e.getClass().getName());
                throw e;
            }
        }
    }

    private static void describe(SpanBuilder span, ChapterTrace trace, int run, ChapterId chapter, int attempt) {
        Source source = Context.current().get(SOURCE);
        span.setSpanKind(SpanKind.CONSUMER)
                .setAttribute("storycrew.book", chapter.bookId())
                .setAttribute("storycrew.chapter", chapter.number())
                .setAttribute("storycrew.run", run)
                .setAttribute("storycrew.attempt", attempt);
        if (source != null) {
            source.describe(span);
            if (source.sender().isValid() && !isOf(trace, source.sender())) {
                span.addLink(source.sender());
            }
        }
    }

    @SuppressWarnings("MustBeClosedChecker") // the step closes it
    private ChapterStep current(Span span) {
        return new ChapterStep(span, Context.current().with(span).makeCurrent());
    }

    /**
     * The first span of a trace, whichever process wrote it. A sampler decides by the trace's id, so it decides here as it
     * did there: it is asked by a span that never ends, and so is never exported.
     */
    private SpanContext root(ChapterTrace trace) {
        SpanContext asked =
                startFirst(tracer.spanBuilder("first").setNoParent(), trace).getSpanContext();
        return SpanContext.createFromRemoteParent(
                asked.getTraceId(), asked.getSpanId(), asked.getTraceFlags(), asked.getTraceState());
    }

    private static Span startFirst(SpanBuilder span, ChapterTrace trace) {
        try (Scope ids = Context.current().with(FIRST_OF, trace).makeCurrent()) {
            return span.startSpan();
        }
    }

    private static boolean isOf(ChapterTrace trace, @Nullable SpanContext sender) {
        return sender != null && sender.getTraceId().equals(trace.traceId());
    }
}
