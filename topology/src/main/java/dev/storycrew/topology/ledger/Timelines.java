package dev.storycrew.topology.ledger;

import dev.storycrew.core.ledger.BookProgress;
import dev.storycrew.core.ledger.ChapterProgress;
import dev.storycrew.core.story.ChapterId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The chapters by id, open ones separate from ended ones, so that a check costs only as much as there are open ones.
 */
final class Timelines {
    /** As long as the topics keep the records behind it: an open chapter's envelopes, an ended one's outcome. */
    private static final Duration KEPT_OPEN = Duration.ofDays(30);

    private static final Duration KEPT_ENDED = Duration.ofDays(365);

    private final KeyValueStore<String, ChapterProgress> open;
    private final KeyValueStore<String, ChapterProgress> ended;
    private final KeyValueStore<String, BookProgress> books;

    private Timelines(
            KeyValueStore<String, ChapterProgress> open,
            KeyValueStore<String, ChapterProgress> ended,
            KeyValueStore<String, BookProgress> books) {
        this.open = open;
        this.ended = ended;
        this.books = books;
    }

    static Timelines of(ProcessorContext<?, ?> context) {
        return new Timelines(
                context.getStateStore(LedgerTopology.OPEN),
                context.getStateStore(LedgerTopology.ENDED),
                context.getStateStore(LedgerTopology.BOOKS));
    }

    @Nullable
    ChapterProgress chapter(ChapterId id) {
        ChapterProgress found = open.get(id.toString());
        return found == null ? ended.get(id.toString()) : found;
    }

    /** The chapter before one; null for the first, or if nothing is known about it. */
    @Nullable
    ChapterProgress former(ChapterId id) {
        return id.number() == 1 ? null : chapter(new ChapterId(id.bookId(), id.number() - 1));
    }

    void put(ChapterProgress chapter) {
        String key = chapter.id().toString();
        (chapter.open() ? open : ended).put(key, chapter);
        KeyValueStore<String, ChapterProgress> other = chapter.open() ? ended : open;
        if (other.get(key) != null) {
            other.delete(key);
        }
    }

    /**
     * Forgets what the topics have forgotten.
     *
     * @param now in milliseconds since the epoch
     */
    void forget(long now) {
        forget(open, now - KEPT_OPEN.toMillis());
        forget(ended, now - KEPT_ENDED.toMillis());
    }

    private static void forget(KeyValueStore<String, ChapterProgress> store, long seenBefore) {
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, ChapterProgress> all = store.all()) {
            all.forEachRemaining(entry -> {
                if (entry.value.seenAt() < seenBefore) {
                    old.add(entry.key);
                }
            });
        }
        old.forEach(store::delete);
    }

    BookProgress book(String id) {
        BookProgress found = books.get(id);
        return found == null ? BookProgress.UNTOUCHED : found;
    }

    void put(String id, BookProgress book) {
        if (book.equals(BookProgress.UNTOUCHED)) {
            books.delete(id);
        } else {
            books.put(id, book);
        }
    }

    List<ChapterProgress> open(Predicate<ChapterProgress> which) {
        List<ChapterProgress> found = new ArrayList<>();
        try (KeyValueIterator<String, ChapterProgress> all = open.all()) {
            all.forEachRemaining(entry -> {
                if (which.test(entry.value)) {
                    found.add(entry.value);
                }
            });
        }
        return found;
    }
}
