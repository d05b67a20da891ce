package dev.storycrew.app.tracing;

import dev.storycrew.llm.call.CallListener;
import dev.storycrew.llm.call.ModelCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import java.time.Instant;
import java.util.List;

/** A span for each request to a model, below the step of the chapter that its thread is in, by OpenTelemetry's names. */
final class CallSpans implements CallListener {
    private static final String OPERATION = "chat";
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private final Tracer tracer;

    CallSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public void mayCall(String provider, String model) {}

    @Override
    public void budget(double ofChapter, double ofBook) {}

    @Override
    public void called(ModelCall call) {
        write(call);
    }

    @Override
    public void abandoned(ModelCall call) {
        write(call);
    }

    /** The call is over, so its span began in the past. */
    private void write(ModelCall call) {
        if (!Span.current().getSpanContext().isValid()) {
            return;
        }
        Instant end = Instant.now();
        SpanBuilder builder = tracer.spanBuilder(OPERATION + " " + call.model())
                .setSpanKind(SpanKind.CLIENT)
                .setStartTimestamp(end.minus(call.took()))
                .setAttribute("gen_ai.operation.name", OPERATION)
                .setAttribute("gen_ai.provider.name", call.provider())
                .setAttribute("gen_ai.request.model", call.model());
        if (call.tried() > 0) {
            builder.setAttribute("storycrew.failed_tries", call.tried());
        }
        if (call.reAsk()) {
            builder.setAttribute("storycrew.re_ask", true);
        }
        if (call.finished() != null) {
            builder.setAttribute(FINISH_REASONS, List.of(call.finished()));
        }
        String error = call.error();
        if (error == null) {
            builder.setAttribute("gen_ai.usage.input_tokens", call.usage().inputTokens())
                    .setAttribute(
                            "gen_ai.usage.cache_read.input_tokens", call.usage().cachedTokens())
                    .setAttribute("gen_ai.usage.output_tokens", call.usage().outputTokens())
                    .setAttribute("storycrew.cost.usd", call.usage().cost().usd());
        } else {
            builder.setAttribute("error.type", error);
        }
        Span span = builder.startSpan();
        if (error != null) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(end);
    }
}
