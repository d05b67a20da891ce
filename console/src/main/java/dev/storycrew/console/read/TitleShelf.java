package dev.storycrew.console.read;

import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.reading.PositionReader;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What all books are called, for whoever searches or lists them: read one after the other, in a thread of its own, from the
 * request or the outcome of a chapter of each. A book of which nothing was there is asked for again when a chapter of it
 * changes.
 */
public final class TitleShelf implements AutoCloseable {
    /** How many of a book's chapters are asked: the first ones' records may be gone when the later ones' are not. */
    private static final int CHAPTERS_ASKED = 3;

    private final CardDesk desk;
    private final PositionReader positions;
    private final RequestShelf requests;
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    /** Each book once, however often it changes. */
    private final Set<String> wanted = new LinkedHashSet<>();

    private final Tireless work = new Tireless("console-titles", this::readAll);

    /** What a list shows of a book; the rest of its frame may be long. */
    public record Line(String title, String genre, String language) {
        /** That of a book. */
        public static Line of(BookFrame frame) {
            return new Line(frame.title(), frame.genre(), frame.language());
        }
    }

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

    /** A book's line; null if it has not been read yet, or nothing of it is there any more. */
    public @Nullable Line of(String book) {
        return lines.get(book);
    }

    private void wantAll() {
        Cards cards = desk.cards();
        if (cards != null) {
            cards.bookIds().forEach(this::want);
        }
    }

    private void want(String book) {
        if (!lines.containsKey(book)) {
            synchronized (wanted) {
                wanted.add(book);
                wanted.notifyAll();
            }
        }
    }

    private String next() throws InterruptedException {
        synchronized (wanted) {
            while (wanted.isEmpty()) {
                wanted.wait();
            }
            Iterator<String> first = wanted.iterator();
            String book = first.next();
            first.remove();
            return book;
        }
    }

    private void readAll() throws InterruptedException {
        while (!work.isClosing()) {
            String book = next();
            try {
                read(book);
            } catch (RuntimeException e) {
                want(book);
                throw e;
            }
        }
    }

    private void read(String book) {
        Cards cards = desk.cards();
        if (cards == null || lines.containsKey(book)) {
            return;
        }
        for (var chapter : cards.page(CardQuery.ofBook(book, CHAPTERS_ASKED), 0).chapters()) {
            Optional<BookFrame> frame = requests.readFrame(chapter.card());
            if (frame.isPresent()) {
                lines.put(book, Line.of(frame.get()));
                return;
            }
        }
    }

    @Override
    public void close() {
        work.close();
        positions.close();
    }
}
