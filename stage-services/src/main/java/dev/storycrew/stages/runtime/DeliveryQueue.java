package dev.storycrew.stages.runtime;

import java.util.Collection;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The deliveries that wait for a lane, and how many are in hand: those that wait and those that a lane works on. */
final class DeliveryQueue {
    private final BlockingQueue<Delivery> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger inHand = new AtomicInteger();

    /** One more is in hand, and waits for a lane. */
    void add(Delivery delivery) {
        inHand.incrementAndGet();
        waiting.add(delivery);
    }

    /** One more is in hand that no lane has to work on. */
    void addUnqueued() {
        inHand.incrementAndGet();
    }

    /** The next one that waits; null when none comes in time. It stays in hand. */
    @Nullable
    Delivery poll(long millis) throws InterruptedException {
        return waiting.poll(millis, TimeUnit.MILLISECONDS);
    }

    /** One is no longer in hand: its result is the committer's. */
    void handedOver() {
        inHand.decrementAndGet();
    }

    /** One that was polled will not be worked on here, so that its partition's next owner gets it. */
    void giveBack(Delivery delivery) {
        delivery.progress().giveBack(delivery.source().offset());
        inHand.decrementAndGet();
    }

    /** Gives back all that wait of some partitions. */
    void giveBackThoseOf(Collection<TopicPartition> partitions) {
        for (Delivery delivery : waiting) {
            // A lane may be taking it at this moment: whoever removes it from the queue gives it back.
            if (partitions.contains(delivery.partition()) && waiting.remove(delivery)) {
                giveBack(delivery);
            }
        }
    }

    int inHand() {
        return inHand.get();
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Gives back all that wait. */
    void giveBackAll() {
        for (Delivery next = waiting.poll(); next != null; next = waiting.poll()) {
            giveBack(next);
        }
    }
}
