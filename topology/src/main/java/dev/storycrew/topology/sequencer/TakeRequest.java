package dev.storycrew.topology.sequencer;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.request.RequestEffect;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.codec.RequestCheck;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.schemas.trace.ChapterTracing;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Intake;
import dev.storycrew.topology.runtime.Outgoing;
import dev.storycrew.topology.runtime.RejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests in, each once; an update replaces the request of a chapter that has not begun. */
final class TakeRequest implements Intake.Work<ChapterRequest, BookStore> {
    private static final Logger LOG = LoggerFactory.getLogger(TakeRequest.class);
    private static final Duration SOON = Duration.ofMillis(100);

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final OnFailure onFailure;
    private final ChapterTracing tracing;

    TakeRequest(TopicCatalogue topics, WireFormat wire, OnFailure onFailure, ChapterTracing tracing) {
        this.tracing = tracing;
        this.topics = topics;
        this.wire = wire;
        this.onFailure = onFailure;
    }

    /** The books; those held before the sequencer was told to continue are released soon. */
    BookStore begin(ProcessorContext<String, Outgoing> context) {
        BookStore books = BookStore.of(context, topics, wire, tracing);
        if (onFailure == OnFailure.CONTINUE) {
            AtomicReference<@Nullable Cancellable> releasing = new AtomicReference<>();
            releasing.set(context.schedule(SOON, PunctuationType.WALL_CLOCK_TIME, now -> {
                Cancellable once = releasing.get();
                if (once != null) {
                    once.cancel();
                }
                releaseAll(context, books, now);
            }));
        }
        return books;
    }

    @Override
    public List<Sent> on(@Nullable String recordKey, ChapterRequest request, BookStore books, long now) {
        ChapterId id = request.brief().id();
        ChapterRequest known = books.request(id);
        boolean begun = books.get(id.bookId()).hasBegun(id.number());
        RequestCheck.Answer answer = RequestCheck.of(recordKey, request, known, begun);
        RequestCheck.Rejection rejection = answer.rejection();
        if (rejection != null) {
            throw new RejectedException(rejection.reason(), rejection.message());
        }
        if (known == null) {
            return ChapterTracing.within(tracing.first("request chapter", request), step -> books.add(request, now));
        }
        if (answer.effect() == RequestEffect.REPLACES) {
            return replaced(known, request, books);
        }
        LOG.atInfo()
                .addKeyValue("event", "same_request_again")
                .addKeyValue("book", id.bookId())
                .addKeyValue("chapter_number", id.number())
                .log("The same request was published again; it changes nothing");
        return List.of();
    }

    private List<Sent> replaced(ChapterRequest known, ChapterRequest request, BookStore books) {
        books.replace(request);
        ChapterId id = request.brief().id();
        LOG.atInfo()
                .addKeyValue("event", "request_replaced")
                .addKeyValue("book", id.bookId())
                .addKeyValue("chapter_number", id.number())
                .addKeyValue("update", request.update())
                .addKeyValue("replaced", known.requestId())
                .addKeyValue("by", request.requestId())
                .log("An update replaced the request of a chapter that has not begun");
        if (!request.requestId().equals(known.requestId())) {
            // Another request is another trace.
            tracing.first("request chapter", request).close();
        }
        return List.of();
    }

    private static void releaseAll(ProcessorContext<String, Outgoing> context, BookStore books, long now) {
        KeyValueStore<String, BookState> store = context.getStateStore(SequencerTopology.BOOKS);
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
                context.forward(sent.record(now, new RecordHeaders()));
            }
        }
    }
}
