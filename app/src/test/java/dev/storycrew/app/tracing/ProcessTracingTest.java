package dev.storycrew.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.files.yaml.UsageException;
import dev.storycrew.llm.call.CallListener;
import dev.storycrew.llm.call.ModelCall;
import dev.storycrew.schemas.trace.ChapterTracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProcessTracingTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "OTEL_SERVICE_NAME=storycrew",
                "OTEL_TRACES_SAMPLER=always_on",
                "OTEL_EXPORTER_OTLP_ENDPOINT=",
                "OTEL_TRACES_EXPORTER=none",
                "OTEL_TRACES_EXPORTER=none OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318",
                "OTEL_SDK_DISABLED=true OTEL_TRACES_EXPORTER=otlp",
                "OTEL_METRICS_EXPORTER=otlp",
                "OTHER_TRACES_EXPORTER=otlp"
            })
    void tracingIsOffUnlessAnExporterOrAnEndpointIsNamed(String variables) {
        try (ProcessTracing tracing = tracing(variables)) {
            assertThat(tracing.chapters()).isSameAs(ChapterTracing.off());
            assertThat(tracing.calls(CallListener.NONE)).isSameAs(CallListener.NONE);
        }
    }

    /** Nothing listens there; whatever is meant for it is dropped. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:9",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=http://127.0.0.1:9/v1/traces",
                "OTEL_TRACES_EXPORTER=otlp",
                "OTEL_TRACES_EXPORTER=otlp,console",
                "OTEL_TRACES_EXPORTER=zipkin OTEL_EXPORTER_ZIPKIN_ENDPOINT=http://127.0.0.1:9/api/v2/spans",
                "OTEL_TRACES_EXPORTER=console",
                "OTEL_TRACES_EXPORTER=logging",
                "OTEL_TRACES_EXPORTER=otlp OTEL_METRICS_EXPORTER=unknown OTEL_LOGS_EXPORTER=unknown OTEL_PROPAGATORS=b3",
                "OTEL_TRACES_EXPORTER=otlp OTEL_RESOURCE_ATTRIBUTES=service.name=mine,team=books",
                "OTEL_TRACES_EXPORTER=otlp OTEL_TRACES_SAMPLER=parentbased_traceidratio OTEL_TRACES_SAMPLER_ARG=0.1"
            })
    void tracingIsOnWhereAnExporterOrAnEndpointIsNamed(String variables) {
        try (ProcessTracing tracing = tracing(variables)) {
            assertThat(tracing.chapters()).isNotSameAs(ChapterTracing.off());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "OTEL_TRACES_EXPORTER=jaeger",
                "OTEL_TRACES_EXPORTER=otlp,jaeger",
                "OTEL_TRACES_EXPORTER=none,otlp",
                "OTEL_EXPORTER_OTLP_ENDPOINT=collector",
                "OTEL_EXPORTER_OTLP_ENDPOINT=ftp://collector:4318",
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT=collector:4318",
                "OTEL_TRACES_EXPORTER=zipkin OTEL_EXPORTER_ZIPKIN_ENDPOINT=nowhere",
                "OTEL_TRACES_EXPORTER=otlp OTEL_TRACES_SAMPLER=sometimes",
                "OTEL_TRACES_EXPORTER=otlp OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=often",
                "OTEL_TRACES_EXPORTER=otlp OTEL_TRACES_SAMPLER=traceidratio OTEL_TRACES_SAMPLER_ARG=7",
                "OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_PROTOCOL=grpc",
                "OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json",
                "OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_CERTIFICATE=/no/such/file",
                "OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_TIMEOUT=soon",
                "OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_COMPRESSION=lz",
                "OTEL_TRACES_EXPORTER=otlp OTEL_BSP_MAX_QUEUE_SIZE=many"
            })
    void whatCannotBeUsedIsOneLineThatNamesTheVariable(String variables) {
        String last = variables.substring(variables.lastIndexOf("OTEL_"), variables.lastIndexOf('='));

        assertThatThrownBy(() -> tracing(variables))
                .isInstanceOf(UsageException.class)
                .hasMessageStartingWith("environment: ")
                .hasMessageContaining(last)
                .message()
                .hasLineCount(1);
    }

    @Test
    void aSecretIsNotRepeatedToWhoeverMistypesIt() {
        assertThatThrownBy(() -> tracing("OTEL_TRACES_EXPORTER=otlp OTEL_EXPORTER_OTLP_HEADERS=topsecret"))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("OTEL_EXPORTER_OTLP_HEADERS must be name=value")
                .message()
                .doesNotContain("topsecret");
    }

    @Test
    void callsOfNoChapterAreToldToTheOtherListenerAlone() {
        InMemorySpanExporter exported = InMemorySpanExporter.create();
        List<ModelCall> told = new ArrayList<>();
        CallListener other = new CallListener() {
            @Override
            public void mayCall(String provider, String model) {}

            @Override
            public void called(ModelCall call) {
                told.add(call);
            }

            @Override
            public void budget(double ofChapter, double ofBook) {}
        };

        other.and(new CallSpans(tracer(exported))).called(call("stop", null, 0, false));

        assertThat(told).hasSize(1);
        assertThat(exported.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void aCallIsASpanWithItsUsageItsEndAndItsTime() {
        SpanData span = written(call("length", null, 2, true));

        assertThat(span.getName()).isEqualTo("chat some-model");
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos())
                .isEqualTo(Duration.ofSeconds(3).toNanos());
        assertThat(span.getAttributes().asMap())
                .containsEntry(AttributeKey.stringKey("gen_ai.operation.name"), "chat")
                .containsEntry(AttributeKey.stringKey("gen_ai.provider.name"), "openai")
                .containsEntry(AttributeKey.stringKey("gen_ai.request.model"), "some-model")
                .containsEntry(AttributeKey.longKey("gen_ai.usage.input_tokens"), 100L)
                .containsEntry(AttributeKey.longKey("gen_ai.usage.output_tokens"), 20L)
                .containsEntry(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons"), List.of("length"))
                .containsEntry(AttributeKey.longKey("storycrew.failed_tries"), 2L)
                .containsEntry(AttributeKey.booleanKey("storycrew.re_ask"), true);
    }

    @Test
    void aFailedCallIsAnErrorOfItsKind() {
        SpanData span = written(call(null, "rate_limited", 0, false));

        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(span.getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("rate_limited");
    }

    private static SpanData written(ModelCall call) {
        InMemorySpanExporter exported = InMemorySpanExporter.create();
        Tracer tracer = tracer(exported);
        Span step = tracer.spanBuilder("step").startSpan();
        try (Scope current = step.makeCurrent()) {
            new CallSpans(tracer).called(call);
        }
        SpanData span = exported.getFinishedSpanItems().get(0);
        assertThat(span.getParentSpanId()).isEqualTo(step.getSpanContext().getSpanId());
        return span;
    }

    private static ModelCall call(@Nullable String finished, @Nullable String error, int tried, boolean reAsk) {
        Usage usage = error == null ? new Usage(1, 0, 100, 10, 0, 20, 0, 1_000_000, true) : Usage.failedCall();
        return new ModelCall("openai", "some-model", Duration.ofSeconds(3), usage, finished, error, tried, reAsk);
    }

    private static Tracer tracer(InMemorySpanExporter exported) {
        return SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(exported))
                .build()
                .get("test");
    }

    private static ProcessTracing tracing(String variables) {
        Map<String, String> environment = new HashMap<>();
        for (String variable : variables.isEmpty() ? new String[0] : variables.split(" ")) {
            String[] parts = variable.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        return ProcessTracing.of(environment, "storycrew-test", "1");
    }
}
