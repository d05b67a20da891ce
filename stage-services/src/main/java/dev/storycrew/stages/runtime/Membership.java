package dev.storycrew.stages.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Whether the group counts this process a member. One that was stopped or cut off past its session timeout has lost its
 * partitions without knowing it yet, and must not begin paid calls. Nothing that it can see by itself proves the contrary,
 * so the group's coordinator is asked before each call; lanes that wait at the same time share its answer.
 */
final class Membership {
    private static final long STEP_MILLIS = 100;

    private final Coordinator coordinator;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile String member = "";
    /** When the last question began whose answer was yes; guarded by the lock. */
    private long confirmed;

    /** Tells who is in the group. */
    interface Coordinator {
        /** True when the member is in the group now; false when it is not, or nobody answers. */
        boolean has(String member) throws InterruptedException;
    }

    Membership(Coordinator coordinator) {
        this.coordinator = coordinator;
        this.confirmed = System.nanoTime();
    }

    /** Who this process is by the consumer's last word; empty before it is anybody. It may have been given up since. */
    void memberIs(String id) {
        member = id;
    }

    /** Waits until the coordinator has said, since this was called, that this process is a member; or until it is called off. */
    void await(BooleanSupplier calledOff) throws InterruptedException {
        long arrived = System.nanoTime();
        while (!calledOff.getAsBoolean()) {
            if (asking.tryLock(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
                try {
                    if (confirmed - arrived > 0 || (!calledOff.getAsBoolean() && ask())) {
                        return;
                    }
                } finally {
                    asking.unlock();
                }
                TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
            }
        }
    }

    private boolean ask() throws InterruptedException {
        long began = System.nanoTime();
        String id = member;
        boolean told = !id.isEmpty() && coordinator.has(id);
        if (told) {
            confirmed = began;
        }
        return told;
    }
}
