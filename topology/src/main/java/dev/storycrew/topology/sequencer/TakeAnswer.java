package dev.storycrew.topology.sequencer;

import dev.storycrew.core.event.BookState;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.OperatorCommand;
import dev.storycrew.core.story.ChapterId;
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

/** Takes the router's refusals of what the sequencer had passed on: the chapter is not on its way after all. */
final class TakeAnswer implements Processor<String, byte[], String, Outgoing> {
    private final TopicCatalogue topics;
    private final WireFormat wire;
    private final Inbox inbox;
    private @Nullable ProcessorContext<String, Outgoing> context;
    private @Nullable Books books;

    TakeAnswer(TopicCatalogue topics, WireFormat wire) {
        this.topics = topics;
        this.wire = wire;
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
                topics.commandResults(), received, out, result -> take(result, state, out.currentSystemTimeMs()))) {
            out.forward(new Record<>(sent.key(), sent.outgoing(), received.timestamp()));
        }
    }

    private static List<Sent> take(CommandResult result, Books books, long now) {
        OperatorCommand command = result.command();
        boolean refusedByRouter =
                result.verdict() == CommandResult.Verdict.REFUSED && result.by().equals("router");
        if (!refusedByRouter) {
            return List.of();
        }
        String bookId = ChapterId.parse(command.target()).bookId();
        BookState book = books.get(bookId);
        BookState after = book.afterRefusal(command);
        return after.equals(book) ? List.of() : books.put(bookId, after, now);
    }
}
