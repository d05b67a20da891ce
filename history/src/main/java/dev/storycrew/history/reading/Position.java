package dev.storycrew.history.reading;

import dev.storycrew.core.event.DeadLetter;

/**
 * Where a record is.
 *
 * @param topic the full name
 */
public record Position(String topic, int partition, long offset) {
    /** The id of a dead letter of the record, which no other record has. */
    public String id() {
        return DeadLetter.id(topic, partition, offset);
    }

    /** For people: {@code topic storycrew.edit, partition 2, offset 17}. */
    @Override
    public String toString() {
        return "topic " + topic + ", partition " + partition + ", offset " + offset;
    }
}
