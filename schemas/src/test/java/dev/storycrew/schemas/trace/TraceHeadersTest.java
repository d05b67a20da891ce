package dev.storycrew.schemas.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TraceHeadersTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String WHOLE = "00-" + TRACE + "-" + SPAN + "-01";

    @Test
    void aRecordsSenderIsInItsHeader() {
        SpanContext sender = TraceHeaders.sender(headers(WHOLE.getBytes(StandardCharsets.US_ASCII)));

        assertThat(sender.getTraceId()).isEqualTo(TRACE);
        assertThat(sender.getSpanId()).isEqualTo(SPAN);
        assertThat(sender.isSampled()).isTrue();
        assertThat(sender.isRemote()).isTrue();
    }

    static Stream<byte[]> malformed() {
        return Stream.of(
                        "",
                        " ",
                        "-",
                        "---",
                        "00-" + TRACE + "-" + SPAN,
                        "00-" + TRACE + "-" + SPAN + "-",
                        "00-" + TRACE + "-" + SPAN + "-1",
                        "00-" + TRACE + "-" + SPAN + "-zz",
                        "00-" + TRACE + "-" + SPAN + "-01-more",
                        "ff-" + TRACE + "-" + SPAN + "-01",
                        "0-" + TRACE + "-" + SPAN + "-01",
                        "00-" + "0".repeat(32) + "-" + SPAN + "-01",
                        "00-" + TRACE + "-" + "0".repeat(16) + "-01",
                        "00-" + TRACE.substring(1) + "-" + SPAN + "-01",
                        "00-" + TRACE.replace('b', 'g') + "-" + SPAN + "-01",
                        "00-" + TRACE.toUpperCase(Locale.ROOT) + "-" + SPAN + "-01",
                        WHOLE + "\n",
                        " " + WHOLE,
                        WHOLE + "," + WHOLE,
                        "<script>alert(1)</script>",
                        "00-" + "a".repeat(1_000_000))
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedHeaderIsNoSenderAndNoError(byte[] value) {
        assertThat(TraceHeaders.sender(headers(value)).isValid()).isFalse();
    }

    @Test
    void bytesThatAreNoTextAreNoSenderAndNoError() {
        assertThat(TraceHeaders.sender(headers(new byte[] {(byte) 0xff, 0, (byte) 0xc3, 0x28}))
                        .isValid())
                .isFalse();
        assertThat(TraceHeaders.sender(headers(null)).isValid()).isFalse();
        assertThat(TraceHeaders.sender(new RecordHeaders()).isValid()).isFalse();
    }

    @Test
    void ofSeveralHeadersTheLastOneCounts() {
        Headers headers = headers("nonsense".getBytes(StandardCharsets.US_ASCII));
        headers.add(TraceHeaders.TRACEPARENT, WHOLE.getBytes(StandardCharsets.US_ASCII));

        assertThat(TraceHeaders.sender(headers).getSpanId()).isEqualTo(SPAN);
    }

    @Test
    void aSenderTakesThePlaceOfTheOneBefore() {
        Headers headers = headers("nonsense".getBytes(StandardCharsets.US_ASCII));
        headers.add("tracestate", new byte[] {1});
        headers.add("other", new byte[] {2});

        TraceHeaders.put(headers, WHOLE);

        assertThat(headers.toArray()).extracting(header -> header.key()).containsExactly("other", "traceparent");
        assertThat(TraceHeaders.sender(headers).getSpanId()).isEqualTo(SPAN);
    }

    @Test
    void whereNothingIsTracedHeadersStayAsTheyAre() {
        Headers headers = headers(WHOLE.getBytes(StandardCharsets.US_ASCII));

        ChapterStep.UNTRACED.mark(headers);

        assertThat(headers.toArray()).hasSize(1);
        ChapterStep.UNTRACED.mark(new RecordHeaders());
        assertThat(ChapterStep.UNTRACED.traceparent()).isNull();
    }

    private static Headers headers(byte @Nullable [] traceparent) {
        return new RecordHeaders().add(TraceHeaders.TRACEPARENT, traceparent);
    }
}
