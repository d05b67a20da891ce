package dev.storycrew.schemas.trace;

import io.opentelemetry.api.trace.SpanId;
import io.opentelemetry.api.trace.TraceId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The ids of the trace of one run of a chapter. They follow from the request and the run, so that every service knows
 * them, whatever became of a record's headers.
 *
 * @param traceId 32 hexadecimal digits, not all 0
 * @param rootSpanId of the trace's first span; 16 hexadecimal digits, not all 0
 */
public record ChapterTrace(String traceId, String rootSpanId) {
    public ChapterTrace {
        if (!TraceId.isValid(traceId) || !SpanId.isValid(rootSpanId)) {
            throw new IllegalArgumentException("not the ids of a trace and a span: " + traceId + ", " + rootSpanId);
        }
    }

    /**
     * The trace of a run.
     *
     * @param run from 1; an operator's retry starts the next one
     */
    public static ChapterTrace of(String requestId, int run) {
        byte[] digest = sha256("storycrew chapter run\n" + requestId + "\n" + run);
        HexFormat hex = HexFormat.of();
        int traceBytes = TraceId.getLength() / 2;
        return new ChapterTrace(
                hex.formatHex(digest, 0, traceBytes),
                hex.formatHex(digest, traceBytes, traceBytes + SpanId.getLength() / 2));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
