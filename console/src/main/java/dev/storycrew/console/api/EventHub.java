package dev.storycrew.console.api;

import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.Glance;
import dev.storycrew.console.read.LetterIndex;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.history.cards.Cards;
import dev.storycrew.history.cards.ShownChapter;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every browser what changes: chapters, how many need somebody, and how late that is known. */
public final class EventHub implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventHub.class);

    /** Changes of one chapter within this time are one event. */
    private static final long TOGETHER_MILLIS = 250;

    private static final long COUNT_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final CardDesk desk;
    private final BooksApi books;
    private final AttentionBoard attention;
    private final LetterIndex letters;
    private final InstantSource clock;
    private final EventRing ring;
    private final Glance<Integer> openLetters = new Glance<>(0);
    private final Set<String> changed = new LinkedHashSet<>();
    private final Thread thread;
    private volatile boolean closing;
    private final AtomicReference<@Nullable Long> behindMs;

    record CardEvent(String book, int number, ChapterRow row) {}

    /** @param mark of the chapters that need somebody, as {@link AttentionBoard.Board#mark} */
    record Counts(int attention, String mark, int deadLetters) {}

    record Behind(long ms) {}

    /** @param behindMs is told how long after they happened changes were told last, in milliseconds */
    EventHub(
            CardDesk desk,
            BooksApi books,
            AttentionBoard attention,
            LetterIndex letters,
            AtomicReference<@Nullable Long> behindMs,
            InstantSource clock) {
        this.behindMs = behindMs;
        this.desk = desk;
        this.books = books;
        this.attention = attention;
        this.letters = letters;
        this.clock = clock;
        this.ring = new EventRing(Long.toString(clock.millis(), Character.MAX_RADIX));
        this.thread = new Thread(this::run, "console-events");
        this.thread.setDaemon(true);
        desk.onChange(this::changed);
        desk.onRead(() -> ring.reset());
    }

    void start() {
        thread.start();
    }

    boolean isClosing() {
        return closing;
    }

    private void changed(String key) {
        synchronized (changed) {
            changed.add(key);
        }
    }

    EventRing ring() {
        return ring;
    }

    private void run() {
        Counts last = new Counts(-1, "", -1);
        long counted = 0;
        try {
            while (!closing) {
                TimeUnit.MILLISECONDS.sleep(TOGETHER_MILLIS);
                Cards cards = desk.cards();
                if (cards == null) {
                    continue;
                }
                try {
                    boolean some = tellChanges(cards);
                    if (ring.isHeard() && (some || System.nanoTime() - counted > COUNT_NANOS)) {
                        counted = System.nanoTime();
                        Counts now = counts(cards);
                        if (!now.equals(last)) {
                            last = now;
                            ring.tell("counts", now);
                        }
                    }
                } catch (RuntimeException e) {
                    LOG.atWarn()
                            .addKeyValue("event", "console_events_failed")
                            .setCause(e)
                            .log("Changes could not be sent; pages are told to reload");
                    ring.reset();
                }
            }
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    private boolean tellChanges(Cards cards) {
        List<String> keys;
        synchronized (changed) {
            keys = new ArrayList<>(changed);
            changed.clear();
        }
        if (keys.size() > EventRing.QUEUE) {
            ring.reset();
            return true;
        }
        long now = clock.millis();
        Set<ChapterId> chapters = new LinkedHashSet<>();
        long latest = 0;
        for (String key : keys) {
            if (ChapterId.isBookId(key)) {
                BookRows.chapters(cards, key, now).stream()
                        .filter(chapter -> ChapterRow.steps(chapter.card()).isEmpty())
                        .forEach(chapter -> chapters.add(chapter.card().id()));
            } else {
                ChapterId id = ChapterId.parse(key);
                chapters.add(id);
                // What the next one waits for may have changed.
                chapters.add(new ChapterId(id.bookId(), id.number() + 1));
            }
        }
        for (ChapterId id : chapters) {
            ShownChapter shown = cards.chapter(id, now);
            if (shown != null) {
                latest = Math.max(latest, shown.card().changedAt());
                ring.tell("card", new CardEvent(id.bookId(), id.number(), books.row(shown, cards, now)));
            }
        }
        if (latest > 0) {
            long behind = Math.max(0, now - latest);
            behindMs.set(behind);
            ring.tell("behind", new Behind(behind));
        }
        return !chapters.isEmpty();
    }

    private Counts counts(Cards cards) {
        int open = openLetters.of(() -> DeadLettersApi.open(letters, cards));
        AttentionBoard.Board board = attention.of(cards, clock.millis());
        return new Counts(board.total(), board.mark(), open);
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
    }
}
