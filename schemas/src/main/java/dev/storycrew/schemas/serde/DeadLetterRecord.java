package dev.storycrew.schemas.serde;

import dev.storycrew.core.event.DeadLetter;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import dev.storycrew.schemas.topic.TopicCatalogue;

/**
 * A dead letter as a record that its topic accepts in any case: one too large is shortened.
 *
 * @param key the original's; the letter's id if there was none, or none that can be shown
 * @param value in the wire format
 */
public record DeadLetterRecord(String key, byte[] value) {
    /** @throws RegistryUnavailableException when the registry is needed and out of reach */
    public static DeadLetterRecord of(DeadLetter letter, TopicCatalogue topics, WireFormat wire) {
        byte[] whole = wire.encode(topics.deadLetters(), letter);
        byte[] original = letter.key();
        int bytes = whole.length + (original == null ? 0 : original.length);
        DeadLetter fitting = bytes <= TopicCatalogue.MAX_SENT_BYTES ? letter : letter.shortened();
        String key = fitting.keyText();
        return new DeadLetterRecord(
                key == null ? letter.id() : key,
                fitting == letter ? whole : wire.encode(topics.deadLetters(), fitting));
    }
}
