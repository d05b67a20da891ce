package dev.storycrew.topology.sequencer;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Inbox;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests in, each once. */
final class TakeRequest implements Processor<String, byte[], String, Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(TakeRequest.class);
    private static final Duration SOON = Duration.ofMillis(100);

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final OnFailure onFailure;
    private final Inbox inbox;
    private @Nullable ProcessorContext<String, Outgoing> context;
    private @Nullable Books books;
    private @Nullable Cancellable releasing;

    TakeRequest(TopicCatalogue topics, WireFormat wire, OnFailure onFailure) {
        this.topics = topics;
        this.wire = wire;
        this.onFailure = onFailure;
        this.inbox = new Inbox(topics, wire, "sequencer");
    }

    @Override
    public void init(ProcessorContext<String, Outgoing> given) {
        context = given;
        KeyValueStore<String, BookState> store = given.getStateStore(SequencerTopology.BOOKS);
        books = Books.of(given, topics, wire);
        if (onFailure == OnFailure.CONTINUE) {
            // Books that a sequencer held before it was told to go on.
            releasing = given.schedule(SOON, PunctuationType.WALL_CLOCK_TIME, now -> releaseAll(store, now));
        }
    }

    @Override
    public void process(Record<String, byte[]> received) {
        if (context == null || books == null) {
            throw new IllegalStateException("not initialized");
        }
        ProcessorContext<String, Outgoing> out = context;
        Books state = books;
        for (Sent sent : inbox.take(
                topics.chapterRequests(), received, out, request -> take(request, state, out.currentSystemTimeMs()))) {
            out.forward(new Record<>(sent.key(), sent.outgoing(), received.timestamp()));
        }
    }

    private static List<Sent> take(ChapterRequest request, Books books, long now) {
        ChapterId id = request.brief().id();
        ChapterRequest known = books.request(id);
        if (known == null) {
            return books.add(request, now);
        }
        if (known.requestId().equals(request.requestId())) {
            LOG.atInfo()
                    .addKeyValue("event", "same_request_again")
                    .addKeyValue("book", id.bookId())
                    .addKeyValue("chapter_number", id.number())
                    .log("The same request was published again; it changes nothing");
            return List.of();
        }
        throw new RejectedException(
                "CONFLICTING_REQUEST",
                "chapter " + id + " was requested before with other content; give the changed book another id");
    }

    private void releaseAll(KeyValueStore<String, BookState> store, long now) {
        if (context == null || books == null) {
            return;
        }
        if (releasing != null) {
            releasing.cancel();
        }
        List<KeyValue<String, BookState>> held = new ArrayList<>();
        try (KeyValueIterator<String, BookState> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (entry.value.heldBecause() != null) {
                    held.add(entry);
                }
            });
        }
        for (KeyValue<String, BookState> entry : held) {
            LOG.atInfo()
                    .addKeyValue("event", "book_released")
                    .addKeyValue("book", entry.key)
                    .log("Book released");
            for (Sent sent : books.put(entry.key, entry.value.goingOn(), now)) {
                context.forward(new Record<>(sent.key(), sent.outgoing(), now));
            }
        }
    }
}
