package dev.storycrew.bench.faults.check;

import dev.storycrew.schemas.topic.Redriven;
import org.jspecify.annotations.Nullable;

/**
 * A record as it is in its topic.
 *
 * @param topic without the prefix
 * @param key as text, or null
 * @param digest stands for its bytes
 * @param value decoded; null if it cannot be
 * @param redriven what an operator's redrive added to it; null if it was not put back
 */
record EvidenceRecord(
        String topic,
        int partition,
        long offset,
        @Nullable String key,
        String digest,
        @Nullable Object value,
        @Nullable Redriven redriven) {
    /** {@code topic-partition@offset}, with the prefix of the topic left out. */
    String place() {
        return topic + "-" + partition + "@" + offset;
    }
}
