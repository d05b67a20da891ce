package dev.storycrew.stages.runtime;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** The deliveries that wait for a lane, and how many are in hand: those that wait and those that a lane works on. */
final class DeliveryQueue {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** Guarded by the lock. */
    private final Deque<Delivery> waiting = new ArrayDeque<>();

    /** Guarded by the lock. */
    private boolean ended;

    private final AtomicInteger inHand = new AtomicInteger();

    /** One more is in hand, and waits for a lane. */
    void add(Delivery delivery) {
        inHand.incrementAndGet();
        lock.lock();
        try {
            waiting.add(delivery);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** One more is in hand that no lane has to work on. */
    void addUnqueued() {
        inHand.incrementAndGet();
    }

    /** Waits until there is one to poll, or until no lane need wait any longer. Another lane may be faster. */
    void awaitSome() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (waiting.isEmpty() && !ended) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes the lanes that wait, and none waits again. What is queued can still be polled. */
    void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The next one that waits; null if there is none. It stays in hand. */
    @Nullable
    Delivery poll() {
        lock.lock();
        try {
            return waiting.poll();
        } finally {
            lock.unlock();
        }
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
        List<Delivery> theirs;
        lock.lock();
        try {
            theirs = waiting.stream()
                    .filter(delivery -> partitions.contains(delivery.partition()))
                    .toList();
            waiting.removeAll(theirs);
        } finally {
            lock.unlock();
        }
        theirs.forEach(this::giveBack);
    }

    int inHand() {
        return inHand.get();
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return waiting.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Gives back all that wait. */
    void giveBackAll() {
        for (Delivery next = poll(); next != null; next = poll()) {
            giveBack(next);
        }
    }
}
