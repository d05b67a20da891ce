package dev.storycrew.audit.trail;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.history.reading.TopicReader;
import dev.storycrew.history.reading.TopicRecord;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what belongs to a chapter or a book and decodes nothing else. */
public final class TrailSource {
    private static final Logger LOG = LoggerFactory.getLogger(TrailSource.class);

    private final Connection connection;

    public TrailSource(Connection connection) {
        this.connection = connection;
    }

    /** All events of a chapter, and the operators' commands on its book. */
    public void ofChapter(ChapterId chapter, List<Topic<?>> topics, Consumer<Event<?>> sink) {
        String commands = connection.topics().operatorCommands().name();
        read(
                topics,
                sink,
                each -> chapter.toString().equals(each.key())
                        || (each.topic().name().equals(commands)
                                && chapter.bookId().equals(each.key())));
    }

    /** All events of a book and of its chapters. */
    public void ofBook(String bookId, List<Topic<?>> topics, Consumer<Event<?>> sink) {
        read(
                topics,
                sink,
                each -> each.key() != null
                        && (each.key().equals(bookId) || each.key().startsWith(bookId + "/")));
    }

    private void read(
            List<Topic<?>> topics, Consumer<Event<?>> sink, java.util.function.Predicate<TopicRecord> wanted) {
        TopicReader.open(connection, ReadPlan.all(topics)).forEach(each -> {
            if (wanted.test(each) && each.value() != null) {
                decode(each.topic(), each, each.value(), sink);
            }
        });
    }

    private <T> void decode(Topic<T> topic, TopicRecord read, byte[] value, Consumer<Event<?>> sink) {
        try {
            T decoded = connection.wire().decode(topic, value);
            sink.accept(
                    new Event<>(topic, read.position(), Instant.ofEpochMilli(read.timestamp()), read.key(), decoded));
        } catch (UndecodableException e) {
            LOG.atWarn()
                    .addKeyValue("event", "undecodable")
                    .addKeyValue("topic", read.topic().name())
                    .addKeyValue("partition", read.partition())
                    .addKeyValue("offset", read.offset())
                    .setCause(e)
                    .log("Skipping a record that cannot be read");
        }
    }
}
