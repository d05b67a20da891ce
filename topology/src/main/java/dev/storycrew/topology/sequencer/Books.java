package dev.storycrew.topology.sequencer;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.Stage;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Outgoing;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the books' states, and starts what is due whenever one changes. */
final class Books {
    private static final Logger LOG = LoggerFactory.getLogger(Books.class);

    private final KeyValueStore<String, BookState> store;
    private final TopicCatalogue topics;
    private final WireFormat wire;

    Books(KeyValueStore<String, BookState> store, TopicCatalogue topics, WireFormat wire) {
        this.store = store;
        this.topics = topics;
        this.wire = wire;
    }

    BookState get(String bookId) {
        BookState state = store.get(bookId);
        return state == null ? BookState.unknown() : state;
    }

    /** Keeps a book's new state; what it sends is the chapter that is due now, if any. */
    List<Sent> put(String bookId, BookState state, long now) {
        ChapterRequest due = state.due();
        if (due == null) {
            store.put(bookId, state);
            return List.of();
        }
        ChapterEnvelope start = ChapterEnvelope.start(due, state.bibleFor(due), now);
        Sent sent = new Sent(start.id().toString(), Outgoing.to(topics.stage(Stage.PLAN), start, wire));
        store.put(bookId, state.started(due));
        LOG.atInfo()
                .addKeyValue("event", "chapter_started")
                .addKeyValue("book", bookId)
                .addKeyValue("chapter_number", start.id().number())
                .log("Chapter started");
        return List.of(sent);
    }
}
