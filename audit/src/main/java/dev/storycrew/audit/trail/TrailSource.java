package dev.storycrew.audit.trail;

import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ChapterPlaces;
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

    /**
     * All events of a chapter, and the operators' commands on its book: from where the chapter's card says that they are,
     * or from whole topics if it has none.
     */
    public void ofChapter(ChapterId chapter, List<Topic<?>> topics, Consumer<Event<?>> sink) {
        ChapterCard card = Cards.read(connection, chapter);
        if (card == null) {
            ofChapter(chapter, ReadPlan.all(topics), sink);
        } else {
            ofChapter(card, topics, sink);
        }
    }

    /** The same for whoever has the chapter's card. */
    public void ofChapter(ChapterCard card, List<Topic<?>> topics, Consumer<Event<?>> sink) {
        ofChapter(card.id(), new ReadPlan(topics, new ChapterPlaces(connection, card).of(topics), null, null), sink);
    }

    /** The same from whole topics. */
    public void ofChapterInWholeTopics(ChapterId chapter, List<Topic<?>> topics, Consumer<Event<?>> sink) {
        ofChapter(chapter, ReadPlan.all(topics), sink);
    }

    private void ofChapter(ChapterId chapter, ReadPlan plan, Consumer<Event<?>> sink) {
        String commands = connection.topics().operatorCommands().name();
        read(
                plan,
                sink,
                each -> chapter.toString().equals(each.key())
                        || (each.topic().name().equals(commands)
                                && chapter.bookId().equals(each.key())));
    }

    /** All events of a book and of its chapters. */
    public void ofBook(String bookId, List<Topic<?>> topics, Consumer<Event<?>> sink) {
        read(
                ReadPlan.all(topics),
                sink,
                each -> each.key() != null
                        && (each.key().equals(bookId) || each.key().startsWith(bookId + "/")));
    }

    private void read(ReadPlan plan, Consumer<Event<?>> sink, java.util.function.Predicate<TopicRecord> wanted) {
        TopicReader.open(connection, plan).forEach(each -> {
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
