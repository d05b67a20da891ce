package dev.storycrew.history.reading;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** Where reading begins. */
public sealed interface StartPosition {
    /** The oldest records that the topics still hold. */
    record Beginning() implements StartPosition {}

    /** An offset, in each partition; if older than the oldest record kept, that record. */
    record AtOffset(long offset) implements StartPosition {
        public AtOffset {
            if (offset < 0) {
                throw new IllegalArgumentException("an offset must not be negative, but is " + offset);
            }
        }
    }

    /**
     * The first record at or after a time.
     *
     * @param epochMillis milliseconds since the epoch
     */
    record AtTime(long epochMillis) implements StartPosition {}

    /**
     * Ranges of single partitions; nothing is read of others.
     *
     * @param ranges by partition
     */
    record Within(Map<TopicPartition, Range> ranges) implements StartPosition {
        public Within {
            ranges = Map.copyOf(ranges);
        }
    }

    /**
     * A range of offsets.
     *
     * @param from the first
     * @param until the first that is no longer in it; whatever is beyond the end does not count
     */
    record Range(long from, long until) {
        /** Everything from an offset on. */
        public static Range from(long offset) {
            return new Range(offset, Long.MAX_VALUE);
        }
    }

    static StartPosition beginning() {
        return new Beginning();
    }

    /**
     * Reads {@code beginning}, an offset ({@code 4711}) or a time as {@link #time} does.
     *
     * @throws IllegalArgumentException when it is neither
     */
    static StartPosition parse(String text) {
        if (text.equals("beginning")) {
            return beginning();
        }
        return text.matches("[0-9]{1,18}") ? new AtOffset(Long.parseLong(text)) : new AtTime(time(text));
    }

    /**
     * Reads a time: {@code 2026-11-24T10:00:00Z}, or in UTC {@code 2026-11-24T10:00} and {@code 2026-11-24}.
     *
     * @return milliseconds since the epoch
     * @throws IllegalArgumentException if it is not a time
     */
    static long time(String text) {
        try {
            if (text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
                return LocalDate.parse(text)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .toEpochMilli();
            }
            return text.matches(".*(Z|[+-][0-9]{2}:[0-9]{2})")
                    ? Instant.from(java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text))
                            .toEpochMilli()
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "'" + text
                            + "' is not a time; write 2026-11-24T10:00:00Z, or in UTC 2026-11-24T10:00 or 2026-11-24",
                    e);
        }
    }
}
