package dev.storycrew.history.facts;

import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.registry.UndecodableException;
import org.jspecify.annotations.Nullable;

/**
 * A record that was looked at.
 *
 * @param read the record without its value
 * @param bytes how large its value was
 * @param fact null if it holds nothing for an audit, or cannot be decoded
 * @param undecodable why it cannot be decoded; null if it can
 */
public record ScannedRecord(
        TopicRecord read,
        int bytes,
        @Nullable Fact fact,
        @Nullable UndecodableException undecodable) {

    /** A record that nobody needs to look into. */
    public static ScannedRecord past(TopicRecord read) {
        return of(read, null, null);
    }

    static ScannedRecord of(TopicRecord read, @Nullable Fact fact, @Nullable UndecodableException undecodable) {
        TopicRecord bare =
                new TopicRecord(read.topic(), read.partition(), read.offset(), read.timestamp(), read.key(), null);
        return new ScannedRecord(bare, read.value() == null ? 0 : read.value().length, fact, undecodable);
    }
}
