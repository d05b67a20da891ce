package dev.storycrew.history.reading;

/**
 * Where a record is.
 *
 * @param topic the full name
 */
public record Position(String topic, int partition, long offset) {
    /** For people: {@code topic storycrew.edit, partition 2, offset 17}. */
    @Override
    public String toString() {
        return "topic " + topic + ", partition " + partition + ", offset " + offset;
    }
}
