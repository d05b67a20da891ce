package dev.storycrew.topology.sequencer;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.text.Counted;
import dev.storycrew.schemas.DebugLog;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Outgoing;
import java.util.List;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the books' states, and starts whatever is due when one changes. Each request has its own entry, by chapter id,
 * so that no entry grows with the length of a book.
 */
final class BookStore {
    private static final Logger LOG = LoggerFactory.getLogger(BookStore.class);

    private final KeyValueStore<String, BookState> states;
    private final KeyValueStore<String, ChapterRequest> requests;
    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final ChapterTracing tracing;

    private BookStore(
            KeyValueStore<String, BookState> states,
            KeyValueStore<String, ChapterRequest> requests,
            TopicCatalogue topics,
            WireFormat wire,
            ChapterTracing tracing) {
        this.tracing = tracing;
        this.states = states;
        this.requests = requests;
        this.topics = topics;
        this.wire = wire;
    }

    static BookStore of(
            ProcessorContext<?, ?> context, TopicCatalogue topics, WireFormat wire, ChapterTracing tracing) {
        return new BookStore(
                context.getStateStore(SequencerTopology.BOOKS),
                context.getStateStore(SequencerTopology.REQUESTS),
                topics,
                wire,
                tracing);
    }

    BookState get(String bookId) {
        BookState state = states.get(bookId);
        return state == null ? BookState.unknown() : state;
    }

    /** The request of a chapter; null if it was not requested. */
    @Nullable
    ChapterRequest request(ChapterId id) {
        return requests.get(id.toString());
    }

    /** Keeps a new request; sends its chapter if due. */
    List<Sent> add(ChapterRequest request, long now) {
        ChapterId id = request.brief().id();
        BookState state = get(id.bookId());
        List<Sent> sent = state.due() == id.number() ? start(request, state, now) : List.of();
        replace(request);
        return sent;
    }

    /** Keeps a request in place of the one that stood for its chapter, which has not begun and is not due. */
    void replace(ChapterRequest request) {
        ChapterId id = request.brief().id();
        requests.put(id.toString(), id.number() == 1 ? request : request.withoutBible());
    }

    /** Keeps a book's new state; sends the chapter that is due now, if it was requested. */
    List<Sent> put(String bookId, BookState state, long now) {
        int due = state.due();
        ChapterRequest request = due == 0 ? null : request(new ChapterId(bookId, due));
        if (request != null) {
            return start(request, state, now);
        }
        states.put(bookId, state);
        return List.of();
    }

    /** A chapter as a run of it starts now, with the bible and the costs that the book has. */
    @Nullable
    ChapterEnvelope begun(ChapterId id, BookState state, long now) {
        ChapterRequest request = request(id);
        return request == null
                ? null
                : ChapterEnvelope.start(request, state.bibleFor(request), now, state.totalNanoUsd());
    }

    /** Encoding may have to wait for the registry and then starts again from the top, so state changes last. */
    private List<Sent> start(ChapterRequest due, BookState state, long now) {
        ChapterId id = due.brief().id();
        ChapterEnvelope start = ChapterEnvelope.start(due, state.bibleFor(due), now, state.totalNanoUsd());
        Sent sent = tracing.step(
                "start chapter",
                start,
                step -> new Sent(id.toString(), Outgoing.to(topics.stage(Stage.first()), start, wire)).by(step));
        states.put(id.bookId(), state.started(id.number(), now));
        LOG.atInfo()
                .addKeyValue("event", "chapter_started")
                .addKeyValue("book", id.bookId())
                .addKeyValue("chapter_number", id.number())
                .log("Chapter started");
        DebugLog.line("debug_started", start, "starts with " + had(start.bible()), fields -> {
            fields.put("bible_facts", start.bible().facts().size());
            fields.put("bible_summaries", start.bible().summaries().size());
        });
        return List.of(sent);
    }

    private static String had(StoryBible bible) {
        return "a bible of %s, %s, %s"
                .formatted(
                        Counted.of(bible.characters().size(), "character"),
                        Counted.of(bible.facts().size(), "fact"),
                        Counted.of(bible.summaries().size(), "chapter summary", "chapter summaries"));
    }
}
