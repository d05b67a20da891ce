package dev.storycrew.bench.faults;

import dev.storycrew.app.operate.Submission;
import dev.storycrew.bench.faults.calls.CampaignEvent;
import dev.storycrew.bench.faults.calls.CampaignEvents;
import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.files.book.Book;
import dev.storycrew.history.Connection;
import dev.storycrew.schemas.registry.RegistryUnavailableException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;

/** Publishes books, and keeps enough chapters under way. */
final class Publisher implements AutoCloseable {
    private static final long LOOK_MILLIS = 200;
    private static final int BOOKS_AT_ONCE = 20;

    private final Connection connection;
    private final CampaignProgress progress;
    private final CampaignEvents events;
    private final int chapters;
    private final Thread thread = new Thread(this::run, "publisher");
    private volatile boolean moreWanted = true;
    private volatile boolean closing;
    private int books;
    private int specials;

    /** @param chapters at least this many are published */
    Publisher(Connection connection, CampaignProgress progress, CampaignEvents events, int chapters) {
        this.connection = connection;
        this.progress = progress;
        this.events = events;
        this.chapters = chapters;
        thread.setDaemon(true);
        thread.start();
    }

    /** From here on no chapters are added beyond the minimum. */
    void enough() {
        moreWanted = false;
    }

    /** True once everything has been published. */
    boolean done() {
        return !moreWanted && progress.publishedCount() >= chapters;
    }

    /** A book of one chapter that is special by the prefix of its id. */
    Book special(String prefix) throws InterruptedException {
        Book book;
        synchronized (this) {
            book = Library.special(prefix, ++specials);
        }
        publish(book);
        return book;
    }

    /** A special book without its last chapter, which is published later. */
    Book allButTheLast(String prefix) throws InterruptedException {
        Book book;
        synchronized (this) {
            book = Library.special(prefix, ++specials);
        }
        publish(book, 0, book.chapters().size() - 1);
        return book;
    }

    /** Publishes the last chapter of a book. */
    void theLast(Book book) throws InterruptedException {
        publish(book, book.chapters().size() - 1, book.chapters().size());
    }

    /** Publishes an ordinary book that was published before, once more. */
    boolean again(long dice) throws InterruptedException {
        int published;
        synchronized (this) {
            published = books;
        }
        if (published == 0) {
            return false;
        }
        send(Submission.requests(Library.book(1 + (int) Math.floorMod(dice, (long) published))));
        return true;
    }

    private void run() {
        try {
            while (!closing) {
                int open = progress.open().size();
                if (!done() && open < BOOKS_AT_ONCE * Library.CHAPTERS) {
                    Book book;
                    synchronized (this) {
                        book = Library.book(++books);
                    }
                    publish(book);
                } else {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(Book book) throws InterruptedException {
        publish(book, 0, book.chapters().size());
    }

    private void publish(Book book, int from, int to) throws InterruptedException {
        book.chapters().subList(from, to).forEach(chapter -> progress.published(chapter.id()));
        send(Submission.requests(book).subList(from, to));
        events.add(CampaignEvent.Kind.PUBLISHED, "", book.id());
    }

    /** Repeats until the broker has it: publishing the same twice changes nothing. */
    private void send(List<ChapterRequest> requests) throws InterruptedException {
        while (!closing) {
            try {
                Submission.publish(connection, requests);
                return;
            } catch (KafkaException | RegistryUnavailableException e) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        }
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
