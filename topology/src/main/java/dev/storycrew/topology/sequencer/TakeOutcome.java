package dev.storycrew.topology.sequencer;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.schemas.serde.WireFormat;
import dev.storycrew.schemas.topic.TopicCatalogue;
import dev.storycrew.topology.runtime.Inbox;
import dev.storycrew.topology.runtime.Inbox.Sent;
import dev.storycrew.topology.runtime.Outgoing;
import java.util.List;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Goes on with a book when its chapter has ended, or holds it. */
final class TakeOutcome implements Processor<String, byte[], String, Outgoing> {
    private static final Logger LOG = LoggerFactory.getLogger(TakeOutcome.class);

    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final OnFailure onFailure;
    private final Inbox inbox;
    private @Nullable ProcessorContext<String, Outgoing> context;
    private @Nullable Books books;

    TakeOutcome(TopicCatalogue topics, WireFormat wire, OnFailure onFailure) {
        this.topics = topics;
        this.wire = wire;
        this.onFailure = onFailure;
        this.inbox = new Inbox(topics, wire, "sequencer");
    }

    @Override
    public void init(ProcessorContext<String, Outgoing> given) {
        context = given;
        books = Books.of(given, topics, wire);
    }

    @Override
    public void process(Record<String, byte[]> received) {
        if (context == null || books == null) {
            throw new IllegalStateException("not initialized");
        }
        ProcessorContext<String, Outgoing> out = context;
        Books state = books;
        for (Sent sent : inbox.take(
                topics.chapters(), received, out, outcome -> take(outcome, state, out.currentSystemTimeMs()))) {
            out.forward(new Record<>(sent.key(), sent.outgoing(), received.timestamp()));
        }
    }

    private List<Sent> take(ChapterOutcome outcome, Books books, long now) {
        String bookId = outcome.chapter().bookId();
        BookState book = books.get(bookId);
        if (!book.isMovedBy(outcome)) {
            return List.of();
        }
        BookState after = book.after(outcome, onFailure == OnFailure.CONTINUE);
        if (after.heldBecause() != null) {
            LOG.atWarn()
                    .addKeyValue("event", "book_held")
                    .addKeyValue("book", bookId)
                    .addKeyValue("because", after.heldBecause())
                    .log("Book held: {}", after.heldBecause());
        }
        return books.put(bookId, after, now);
    }
}
