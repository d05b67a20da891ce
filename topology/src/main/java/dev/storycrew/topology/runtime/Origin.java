package dev.storycrew.topology.runtime;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.topic.TopicCatalogue;
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
 * Where a record came from. It travels in headers across a repartition topic, so that a dead letter names the topic
 * operators know and the producer's key.
 *
 * @param key null when the producer gave none
 * @param leftBehind how many bytes the record had if it was too large for the repartition topic; else null
 */
public record Origin(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        @Nullable String leftBehind) {
    private static final String PLACE = "storycrew.origin";
    private static final String KEY = "storycrew.origin.key";
    private static final String LEFT_BEHIND = "storycrew.origin.bytes";
    private static final int MAX_KEY_CHARS = 1000;

    /**
     * Keys each record by its book, and adds headers that say where it came from. If a record is larger than our
     * producers send (compressed it may be small), only these headers go on.
     */
    public static final class ByBook extends ContextualProcessor<String, byte[], String, byte[]> {
        private final CommitPace pace;

        public ByBook(CommitPace pace) {
            this.pace = pace;
        }

        @Override
        public void process(Record<String, byte[]> received) {
            RecordMetadata at = context().recordMetadata().orElseThrow();
            String key = received.key();
            byte[] value = received.value();
            long size = size(key, value, received.headers());
            boolean tooLarge = size > TopicCatalogue.MAX_SENT_BYTES;
            Headers headers = tooLarge ? new RecordHeaders() : new RecordHeaders(received.headers());
            headers.add(PLACE, bytes(at.offset() + " " + at.partition() + " " + at.topic()));
            if (tooLarge) {
                headers.add(LEFT_BEHIND, bytes(Long.toString(size)));
                key = key == null || key.length() > MAX_KEY_CHARS ? null : key;
                value = null;
            }
            if (key != null) {
                headers.add(KEY, bytes(key));
            }
            context().forward(received.withKey(book(key)).withValue(value).withHeaders(headers));
            if (pace.take(context().currentSystemTimeMs())) {
                context().commit();
            }
        }

        /** The key is sent twice. */
        private static long size(@Nullable String key, byte @Nullable [] value, Headers headers) {
            long size = (key == null ? 0 : 2L * bytes(key).length) + (value == null ? 0 : value.length);
            for (Header header : headers) {
                size += header.key().length() + (header.value() == null ? 0 : header.value().length);
            }
            return size;
        }

        /** The book in a chapter's key; any other key is kept, and the record then shows what is wrong with it. */
        public static String book(@Nullable String key) {
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
            return new Origin(at.topic(), at.partition(), at.offset(), received.key(), null);
        }
        String[] parts = place.split(" ", 3);
        return new Origin(
                parts[2],
                Integer.parseInt(parts[1]),
                Long.parseLong(parts[0]),
                text(received.headers().lastHeader(KEY)),
                text(received.headers().lastHeader(LEFT_BEHIND)));
    }

    /** @throws RejectedException when the record's value was left behind */
    void requireWhole() {
        if (leftBehind != null) {
            throw new RejectedException(
                    DeadLetter.TOO_LARGE,
                    "it is " + Counted.of(Long.parseLong(leftBehind), "byte")
                            + " uncompressed, too large for a dead letter, and stays where it is");
        }
    }

    /** A record's headers without those that say where it came from. */
    static Headers without(Headers headers) {
        return new RecordHeaders(headers).remove(PLACE).remove(KEY).remove(LEFT_BEHIND);
    }

    private static @Nullable String text(@Nullable Header header) {
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }
}
