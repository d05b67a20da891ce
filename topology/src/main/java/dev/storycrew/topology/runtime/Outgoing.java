package dev.storycrew.topology.runtime;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.schemas.topic.TopicCatalogue;

/**
 * A record on its way out of a topology.
 *
 * @param topic the full name
 * @param value in the wire format
 */
public record Outgoing(String topic, byte[] value) {
    /**
     * Encodes a value.
     *
     * @throws RejectedException if it is larger than its topic accepts; the broker would refuse it again and again
     */
    public static <T> Outgoing to(Topic<T> topic, T value, WireFormat wire) {
        byte[] encoded = wire.encode(topic, value);
        if (encoded.length > TopicCatalogue.MAX_MESSAGE_BYTES) {
            throw new RejectedException(
                    DeadLetter.TOO_LARGE,
                    "the result is " + Counted.of(encoded.length, "byte") + ", more than " + topic.name() + " accepts");
        }
        return new Outgoing(topic.name(), encoded);
    }
}
