package dev.storycrew.schemas.topic;

import dev.storycrew.core.event.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a record that an operator put back on its topic. They are for whoever takes the record next, and go no
 * further.
 *
 * @param letter the id of the dead letter that it was
 * @param deliveries how often it was delivered before
 * @param startsFrom the offset in {@code stage-runs}, in the partition of the same number, before which starts belong
 *     to its earlier lives and do not count
 */
public record Redriven(String letter, int deliveries, long startsFrom) {
    private static final String LETTER = "storycrew.redriven";
    private static final String DELIVERIES = "storycrew.redriven.deliveries";
    private static final String STARTS_FROM = "storycrew.redriven.starts-from";

    /** What a record's headers say; null if it was never put back. Headers that are not ours are ignored. */
    public static @Nullable Redriven of(Headers headers) {
        String letter = text(headers.lastHeader(LETTER));
        String deliveries = text(headers.lastHeader(DELIVERIES));
        String startsFrom = text(headers.lastHeader(STARTS_FROM));
        if (letter == null || deliveries == null || startsFrom == null) {
            return null;
        }
        try {
            return new Redriven(letter, Integer.parseInt(deliveries), Long.parseLong(startsFrom));
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** How often a record was delivered before it was put back; 0 if it never was. */
    public static int deliveriesBefore(Headers headers) {
        Redriven redriven = of(headers);
        return redriven == null ? 0 : redriven.deliveries;
    }

    /** The headers of a dead letter's original, plus those about its redrive. */
    public Headers onto(List<DeadLetter.Header> original) {
        Headers headers = new RecordHeaders();
        original.forEach(header -> headers.add(header.name(), header.value()));
        headers.add(LETTER, bytes(letter));
        headers.add(DELIVERIES, bytes(Integer.toString(deliveries)));
        headers.add(STARTS_FROM, bytes(Long.toString(startsFrom)));
        return headers;
    }

    /** A record's own headers, for its dead letter. */
    public static List<DeadLetter.Header> original(Headers headers) {
        return StreamSupport.stream(without(headers).spliterator(), false)
                .map(header -> new DeadLetter.Header(header.key(), header.value()))
                .toList();
    }

    /** The headers that may be passed on with what is made from a record. */
    public static Headers without(Headers headers) {
        List<Header> kept = new ArrayList<>();
        headers.forEach(header -> {
            if (!header.key().equals(LETTER) && !header.key().startsWith(LETTER + ".")) {
                kept.add(header);
            }
        });
        return new RecordHeaders(kept);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
