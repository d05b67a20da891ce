package dev.storycrew.topology.runtime;

import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;

/**
 * A record on its way out of a topology.
 *
 * @param topic the full name
 * @param value in the wire format
 */
public record Outgoing(String topic, byte[] value) {
    public static <T> Outgoing to(Topic<T> topic, T value, WireFormat wire) {
        return new Outgoing(topic.name(), wire.encode(topic, value));
    }
}
