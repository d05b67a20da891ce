package dev.storycrew.stages.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The deliveries that wait for a lane, and how many are in hand: those that wait and those that a lane works on. */
final class DeliveryQueue {
    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private final AtomicInteger inHand = new AtomicInteger();
    private boolean ended;

    /** One more is in hand, and waits for a lane. */
    synchronized void add(Delivery delivery) {
        inHand.incrementAndGet();
        waiting.add(delivery);
        notify();
    }

    /** One more is in hand that no lane has to work on. */
    void addUnqueued() {
        inHand.incrementAndGet();
    }

    /** Waits until there is one to poll, or until no lane need wait any longer. Another lane may be faster. */
    synchronized void awaitSome() throws InterruptedException {
        while (waiting.isEmpty() && !ended) {
            wait();
        }
    }

    /** Wakes the lanes that wait, and none waits again. What is queued can still be polled. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** The next one that waits; null if there is none. It stays in hand. */
    @Nullable
    synchronized Delivery poll() {
        return waiting.poll();
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
        List<Delivery> theirs = new ArrayList<>();
        synchronized (this) {
            waiting.removeIf(delivery -> partitions.contains(delivery.partition()) && theirs.add(delivery));
        }
        theirs.forEach(this::giveBack);
    }

    int inHand() {
        return inHand.get();
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** Gives back all that wait. */
    void giveBackAll() {
        for (Delivery next = poll(); next != null; next = poll()) {
            giveBack(next);
        }
    }
}
