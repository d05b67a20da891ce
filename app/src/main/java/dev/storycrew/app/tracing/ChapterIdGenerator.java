package dev.storycrew.app.tracing;

import dev.storycrew.schemas.trace.ChapterTrace;
import dev.storycrew.schemas.trace.ChapterTracing;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.IdGenerator;

/** Gives the first span of a chapter's trace its known ids, and any other span a random one. */
final class ChapterIdGenerator implements IdGenerator {
    private final IdGenerator random = IdGenerator.random();

    @Override
    public String generateSpanId() {
        ChapterTrace first = Context.current().get(ChapterTracing.FIRST_OF);
        return first == null ? random.generateSpanId() : first.rootSpanId();
    }

    @Override
    public String generateTraceId() {
        ChapterTrace first = Context.current().get(ChapterTracing.FIRST_OF);
        return first == null ? random.generateTraceId() : first.traceId();
    }
}
