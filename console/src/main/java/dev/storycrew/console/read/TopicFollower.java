package dev.storycrew.console.read;

import dev.storycrew.history.Connection;
import dev.storycrew.history.reading.Event;
import dev.storycrew.history.reading.EventReader;
import dev.storycrew.history.reading.ReadPlan;
import dev.storycrew.schemas.topic.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics whole and keeps reading, outside any group. After a failure it begins anew.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

    private final Connection connection;
    private final List<Topic<?>> topics;
    private final Consumer<Event<?>> sink;
    private final Shelf shelf;
    private final CountDownLatch caughtUp = new CountDownLatch(1);
    private final Tireless work;
    private volatile boolean reading;

    private TopicFollower(
            String name, Connection connection, List<Topic<?>> topics, Shelf shelf, Consumer<Event<?>> sink) {
        this.shelf = shelf;
        this.connection = connection;
        this.topics = List.copyOf(topics);
        this.sink = sink;
        this.work = new Tireless("console-" + name, this::readAndFollow);
    }

    /**
     * Starts.
     *
     * @param shelf is told before all events come, for the first time or once more, and when all there were have come
     * @param sink is called by one thread, in the order of each partition
     */
    public static TopicFollower start(
            String name, Connection connection, List<Topic<?>> topics, Shelf shelf, Consumer<Event<?>> sink) {
        TopicFollower follower = new TopicFollower(name, connection, topics, shelf, sink);
        follower.work.start();
        return follower;
    }

    /** What is filled. */
    public interface Shelf {
        /** All events come from here on, from the first; what was known before may be shown until they have come. */
        void begin();

        /** All that there were have come. */
        void done();
    }

    /** Waits until all that there was has been read; false if that took too long. */
    public boolean awaitCaughtUp(Duration patience) throws InterruptedException {
        return caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** True once it has read all that there was, and while it reads on. */
    public boolean isCurrent() {
        return reading && caughtUp.getCount() == 0;
    }

    private void readAndFollow() {
        try {
            EventReader reader = EventReader.open(connection, ReadPlan.all(topics));
            shelf.begin();
            reading = true;
            reader.forEach(
                    sink, (undecodable, why) -> skipped(undecodable.position().toString()));
            shelf.done();
            caughtUp.countDown();
            reader.follow(
                    sink, (undecodable, why) -> skipped(undecodable.position().toString()));
        } finally {
            reading = false;
        }
    }

    private static void skipped(String position) {
        LOG.atWarn()
                .addKeyValue("event", "undecodable")
                .addKeyValue("position", position)
                .log("Skipping a record that cannot be read");
    }

    @Override
    public void close() {
        work.close();
    }
}
