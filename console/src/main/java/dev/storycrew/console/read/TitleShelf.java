package dev.storycrew.console.read;

import dev.storycrew.core.card.ChapterCard;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.reading.PositionReader;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * What all books are called, for whoever searches or lists them: read one after the other, in a thread of its own, from one request of
 * each, where its chapter's card says that it is.
 */
public final class TitleShelf implements AutoCloseable {
    private final CardDesk desk;
    private final PositionReader positions;
    private final RequestShelf requests;
    /** Empty where no request is there any more. */
    private final Map<String, Optional<BookFrame>> frames = new ConcurrentHashMap<>();

    private final BlockingQueue<String> wanted = new LinkedBlockingQueue<>();
    private final Tireless work = new Tireless("console-titles", this::readAll);

    public TitleShelf(Connection connection, CardDesk desk) {
        this.desk = desk;
        // Nobody who looks at a page shall wait for it.
        this.positions = new PositionReader(connection);
        this.requests = new RequestShelf(connection, positions);
        desk.onRead(this::wantAll);
        desk.onChange(
                key -> want(ChapterId.isBookId(key) ? key : ChapterId.parse(key).bookId()));
    }

    /** Starts to read. */
    public void start() {
        work.start();
    }

    /** A book's title; null if its request has not been read yet, or is not there any more. */
    public @Nullable String of(String book) {
        BookFrame frame = frame(book);
        return frame == null ? null : frame.title();
    }

    /** What a book's chapters share; null as above. */
    public @Nullable BookFrame frame(String book) {
        return frames.getOrDefault(book, Optional.empty()).orElse(null);
    }

    private void wantAll() {
        Cards cards = desk.cards();
        if (cards != null) {
            cards.bookIds().forEach(this::want);
        }
    }

    private void want(String book) {
        if (!frames.containsKey(book)) {
            wanted.add(book);
        }
    }

    private void readAll() throws InterruptedException {
        while (!work.isClosing()) {
            String book = wanted.take();
            try {
                read(book);
            } catch (RuntimeException e) {
                wanted.add(book);
                throw e;
            }
        }
    }

    private void read(String book) {
        Cards cards = desk.cards();
        if (cards == null || frames.containsKey(book)) {
            return;
        }
        cards.page(CardQuery.ofBook(book, 1), 0).chapters().stream()
                .findFirst()
                .ifPresent(first -> frames.put(book, frameOf(first.card())));
    }

    private Optional<BookFrame> frameOf(ChapterCard card) {
        return requests.request(card).map(request -> request.brief().book());
    }

    @Override
    public void close() {
        work.close();
        positions.close();
    }
}
