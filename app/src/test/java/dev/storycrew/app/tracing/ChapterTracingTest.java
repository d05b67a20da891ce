package dev.storycrew.app.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storycrew.app.operate.Submission;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.files.book.BookFile;
import dev.storycrew.schemas.trace.ChapterStep;
import dev.storycrew.schemas.trace.ChapterTrace;
import dev.storycrew.schemas.trace.ChapterTracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class ChapterTracingTest {
    private static final String STRANGERS_TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final ChapterRequest REQUEST = Submission.requests(
                    BookFile.read(Path.of("..", "examples", "the-lighthouse.yaml")))
            .get(0);

    private final InMemorySpanExporter exported = InMemorySpanExporter.create();

    @Test
    void aStepHangsFromTheOneThatSentItsRecord() {
        ChapterTracing tracing = tracing(Sampler.parentBased(Sampler.alwaysOn()));
        Headers sent = new RecordHeaders();
        try (ChapterStep step = tracing.step("write", chapter("r"))) {
            step.mark(sent);
        }

        step(tracing, chapter("r"), sent);

        List<SpanData> spans = exported.getFinishedSpanItems();
        assertThat(spans.get(1).getParentSpanId()).isEqualTo(spans.get(0).getSpanId());
        assertThat(spans.get(1).getTraceId()).isEqualTo(ChapterTrace.of("r", 1).traceId());
    }

    @Test
    void aStepWhoseRecordHasNoSenderHangsFromTheFirstOfItsTrace() {
        step(tracing(Sampler.parentBased(Sampler.alwaysOn())), chapter("r"), new RecordHeaders());

        assertThat(only().getParentSpanId()).isEqualTo(ChapterTrace.of("r", 1).rootSpanId());
        assertThat(only().getLinks()).isEmpty();
    }

    @Test
    void noHeaderPutsAChapterIntoAnotherTrace() {
        Headers headers = new RecordHeaders()
                .add(
                        "traceparent",
                        ("00-" + STRANGERS_TRACE + "-00f067aa0ba902b7-01").getBytes(StandardCharsets.US_ASCII));

        step(tracing(Sampler.parentBased(Sampler.alwaysOn())), chapter("r"), headers);

        assertThat(only().getTraceId()).isEqualTo(ChapterTrace.of("r", 1).traceId());
        assertThat(only().getParentSpanId()).isEqualTo(ChapterTrace.of("r", 1).rootSpanId());
        assertThat(only().getLinks())
                .extracting(link -> link.getSpanContext().getTraceId())
                .containsExactly(STRANGERS_TRACE);
    }

    @Test
    void aSampledRunIsSampledWholeWhetherOrNotItsHeadersCome() {
        ChapterTracing tracing = tracing(Sampler.parentBased(Sampler.traceIdRatioBased(0.5)));
        Set<String> withFirst = new HashSet<>();
        Set<String> withStep = new HashSet<>();
        for (int each = 0; each < 60; each++) {
            ChapterRequest request = new ChapterRequest("request-" + each, REQUEST.brief(), REQUEST.bible());
            tracing.first("request chapter", request).close();
            step(tracing, chapter(request.requestId()), new RecordHeaders());
        }
        exported.getFinishedSpanItems()
                .forEach(span -> (span.getName().equals("judge") ? withStep : withFirst).add(span.getTraceId()));

        assertThat(withFirst).hasSizeBetween(10, 50).isEqualTo(withStep);
    }

    @Test
    void whatAStepThrowsIsNotedByItsKindAlone() {
        ChapterTracing tracing = tracing(Sampler.alwaysOn());

        assertThatThrownBy(() -> tracing.step("route chapter", chapter("r"), step -> {
                    throw new IllegalStateException("She lit the lamp.");
                }))
                .isInstanceOf(IllegalStateException.class);

        assertThat(only().getAttributes().get(AttributeKey.stringKey("error.type")))
                .isEqualTo("java.lang.IllegalStateException");
        assertThat(only().toString()).doesNotContain("She lit the lamp");
    }

    /** Without the bounded queue this would never end. */
    @Test
    void anExporterThatNeverAnswersHoldsUpNobody() {
        SpanExporter stuck = new SpanExporter() {
            @Override
            public CompletableResultCode export(Collection<SpanData> spans) {
                return new CompletableResultCode();
            }

            @Override
            public CompletableResultCode flush() {
                return new CompletableResultCode();
            }

            @Override
            public CompletableResultCode shutdown() {
                return CompletableResultCode.ofSuccess();
            }
        };
        ChapterTracing tracing = tracing(
                Sampler.alwaysOn(),
                BatchSpanProcessor.builder(stuck)
                        .setMaxQueueSize(16)
                        .setMaxExportBatchSize(16)
                        .build());

        for (int each = 0; each < 1000; each++) {
            step(tracing, chapter("r"), new RecordHeaders());
        }
    }

    private static void step(ChapterTracing tracing, ChapterEnvelope chapter, Headers headers) {
        try (ChapterTracing.Taken taken = tracing.take(headers, "storycrew.judge", 3, 17);
                ChapterStep step = tracing.step("judge", chapter)) {
            step.note("storycrew.outcome", "finished");
        }
    }

    private static ChapterEnvelope chapter(String requestId) {
        StoryBible bible = REQUEST.bible();
        return ChapterEnvelope.start(new ChapterRequest(requestId, REQUEST.brief(), bible), bible, 0);
    }

    private SpanData only() {
        assertThat(exported.getFinishedSpanItems()).hasSize(1);
        return exported.getFinishedSpanItems().get(0);
    }

    private ChapterTracing tracing(Sampler sampler) {
        return tracing(sampler, SimpleSpanProcessor.create(exported));
    }

    private static ChapterTracing tracing(Sampler sampler, SpanProcessor processor) {
        return ChapterTracing.through(SdkTracerProvider.builder()
                .setSampler(sampler)
                .setIdGenerator(new ChapterIdGenerator())
                .addSpanProcessor(processor)
                .build());
    }
}
