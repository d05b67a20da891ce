package dev.storycrew.console.read;

import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.history.Connection;
import dev.storycrew.history.cards.Cards;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All cards, followed; read anew after a failure. */
public final class CardDesk implements AutoCloseable {
    private static final long LOOK_MILLIS = 2000;

    private final Connection connection;
    private final ServiceStatus surroundings;
    private final Duration stuckAfter;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> anew = new CopyOnWriteArrayList<>();
    private final CountDownLatch read = new CountDownLatch(1);
    private final Tireless work = new Tireless("console-cards", this::readAndFollow);
    private volatile @Nullable Cards cards;
    private volatile boolean following;

    /** @param stuckAfter how long a chapter may stand still */
    public CardDesk(Connection connection, ServiceStatus surroundings, Duration stuckAfter) {
        this.connection = connection;
        this.surroundings = surroundings;
        this.stuckAfter = stuckAfter;
    }

    /** Tells which cards change. @param listener is given a chapter's or a book's key, by several threads */
    public void onChange(Consumer<String> listener) {
        listeners.add(listener);
    }

    /** Tells that all cards were read, for the first time or once more. */
    public void onRead(Runnable listener) {
        anew.add(listener);
    }

    /** Starts to read and to follow. */
    public void start() {
        work.start();
    }

    /** Waits until the cards have been read; false if that took too long. */
    public boolean awaitRead(Duration patience) throws InterruptedException {
        return read.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The cards; null until they have been read. */
    public @Nullable Cards cards() {
        return cards;
    }

    /** True if books go on after a chapter that was not accepted. */
    public boolean goesOnAfterFailure() {
        return surroundings.goesOnAfterFailure();
    }

    /** True while the cards are known and followed; what {@link #cards} gives otherwise is what was known last. */
    public boolean isCurrent() {
        Cards known = cards;
        return known != null && following && known.isFollowing();
    }

    private void readAndFollow() throws InterruptedException {
        try (Cards now = Cards.read(connection, surroundings, stuckAfter)) {
            now.onChange(key -> listeners.forEach(listener -> listener.accept(key)));
            now.follow();
            cards = now;
            following = true;
            read.countDown();
            anew.forEach(Runnable::run);
            while (!work.isClosing()) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                now.requireFollowing();
            }
        } finally {
            following = false;
        }
    }

    @Override
    public void close() {
        work.close();
    }
}
