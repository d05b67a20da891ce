package dev.storycrew.console.read;

import dev.storycrew.core.card.CardSource;
import dev.storycrew.core.card.CardSpan;
import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.PositionReader;
import dev.storycrew.schemas.registry.UndecodableException;
import dev.storycrew.schemas.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Requests and outcomes, read from where cards say that they are; what books are called is remembered. */
public final class RequestShelf {
    private static final int MOST_BOOKS = 20_000;

    private final Connection connection;
    private final PositionReader positions;
    private final Map<String, BookFrame> frames = Bounded.byUse(MOST_BOOKS);

    public RequestShelf(Connection connection, PositionReader positions) {
        this.connection = connection;
        this.positions = positions;
    }

    /**
     * What a book's chapters share, as a chapter's request says, or its outcome, which is kept longer; null if neither
     * is there.
     */
    public @Nullable BookFrame frame(ChapterCard card) {
        String book = card.id().bookId();
        synchronized (frames) {
            BookFrame known = frames.get(book);
            if (known != null) {
                return known;
            }
        }
        BookFrame read = readFrame(card).orElse(null);
        if (read != null) {
            synchronized (frames) {
                frames.put(book, read);
            }
        }
        return read;
    }

    /** The same, read anew and not remembered. */
    Optional<BookFrame> readFrame(ChapterCard card) {
        return request(card)
                .map(ChapterRequest::brief)
                .or(() -> outcome(card).map(ChapterOutcome::brief))
                .map(ChapterBrief::book);
    }

    /** A chapter's request; empty if it is not there any more. */
    public Optional<ChapterRequest> request(ChapterCard card) {
        List<Long> open = card.requests().open();
        return spans(card, CardSource.REQUESTS).stream()
                .flatMap(span -> read(
                        connection.topics().chapterRequests(),
                        card,
                        span.partition(),
                        open.isEmpty() ? span.first() : open.get(0))
                        .stream())
                .findFirst();
    }

    /** A chapter's last outcome; empty if it has none, or it is not there any more. */
    public Optional<ChapterOutcome> outcome(ChapterCard card) {
        return spans(card, CardSource.CHAPTERS).stream()
                .flatMap(span -> read(connection.topics().chapters(), card, span.partition(), span.last()).stream())
                .findFirst();
    }

    private static List<CardSpan> spans(ChapterCard card, CardSource source) {
        return card.spans().stream().filter(span -> span.source() == source).toList();
    }

    private <T> Optional<T> read(Topic<T> topic, ChapterCard card, int partition, long offset) {
        try {
            return positions
                    .read(topic, partition, offset)
                    .filter(event -> card.key().equals(event.key()))
                    .map(Event::value);
        } catch (UndecodableException e) {
            return Optional.empty();
        }
    }
}
