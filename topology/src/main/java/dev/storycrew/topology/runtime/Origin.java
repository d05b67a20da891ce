package dev.storycrew.topology.runtime;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Where a record first lay. It travels in headers across a repartition topic, so that a dead letter names the topic that
 * operators know, and the key that the producer gave.
 *
 * @param key null when the producer gave none
 */
public record Origin(
        String topic, int partition, long offset, @Nullable String key) {
    private static final String PLACE = "storycrew.origin";
    private static final String KEY = "storycrew.origin.key";

    /** Gives each record the key of its book, and the headers that say where it came from beside its own. */
    public static final class ByBook extends ContextualProcessor<String, byte[], String, byte[]> {
        @Override
        public void process(Record<String, byte[]> received) {
            RecordMetadata at = context().recordMetadata().orElseThrow();
            Headers headers = new RecordHeaders(received.headers());
            headers.add(PLACE, bytes(at.offset() + " " + at.partition() + " " + at.topic()));
            String key = received.key();
            if (key != null) {
                headers.add(KEY, bytes(key));
            }
            context().forward(received.withKey(book(key)).withHeaders(headers));
        }

        /** The book of a chapter's key; a key that is none keeps its record, which then shows what is wrong with it. */
        private static String book(@Nullable String key) {
            if (key == null) {
                return "";
            }
            int slash = key.lastIndexOf('/');
            return slash < 0 ? key : key.substring(0, slash);
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }

    static Origin of(Record<String, byte[]> received, ProcessorContext<?, ?> context) {
        String place = text(received.headers().lastHeader(PLACE));
        RecordMetadata at = context.recordMetadata().orElseThrow();
        if (place == null || !at.topic().endsWith("-repartition")) {
            return new Origin(at.topic(), at.partition(), at.offset(), received.key());
        }
        String[] parts = place.split(" ", 3);
        return new Origin(
                parts[2],
                Integer.parseInt(parts[1]),
                Long.parseLong(parts[0]),
                text(received.headers().lastHeader(KEY)));
    }

    /** A record's headers without those that say where it came from. */
    static Headers without(Headers headers) {
        return new RecordHeaders(headers).remove(PLACE).remove(KEY);
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
