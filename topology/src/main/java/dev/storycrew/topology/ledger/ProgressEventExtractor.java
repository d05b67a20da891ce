package dev.storycrew.topology.ledger;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.ledger.ProgressEvent;
import dev.storycrew.core.story.SmokeBook;
import dev.storycrew.schemas.codec.RequestCheck;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.topology.runtime.Inbox;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Extracts from each record the little that shows how far its chapter is, keyed by book. */
final class ProgressEventExtractor extends ContextualProcessor<String, byte[], String, ProgressEvent> {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressEventExtractor.class);

    private final Map<String, Topic<?>> topics = new HashMap<>();
    private final WireFormat wire;

    ProgressEventExtractor(List<Topic<?>> watched, WireFormat wire) {
        watched.forEach(topic -> topics.put(topic.name(), topic));
        this.wire = wire;
    }

    @Override
    public void process(Record<String, byte[]> received) {
        RecordMetadata at = context().recordMetadata().orElseThrow();
        Topic<?> topic = topics.get(at.topic());
        byte[] value = received.value();
        if (topic == null || value == null) {
            return;
        }
        try {
            Object seen = Inbox.patiently(() -> wire.decode(topic, value));
            if (seen instanceof ChapterRequest request && RequestCheck.of(received.key(), request) != null) {
                return; // The sequencer rejects it, so nobody waits for its chapter.
            }
            ProgressEvent sighting = ProgressEvent.of(seen);
            if (sighting != null && !SmokeBook.isNamed(sighting.book())) {
                context()
                        .forward(new Record<>(
                                sighting.book(), sighting.orAt(received.timestamp()), received.timestamp()));
            }
        } catch (UndecodableException e) {
            // Whoever processes the record sends it to dead letters; here it is only skipped.
            LOG.atDebug()
                    .addKeyValue("event", "undecodable")
                    .addKeyValue("topic", at.topic())
                    .addKeyValue("partition", at.partition())
                    .addKeyValue("offset", at.offset())
                    .log("Skipping a record that cannot be read");
        }
    }
}
