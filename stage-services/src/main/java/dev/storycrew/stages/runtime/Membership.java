package dev.storycrew.stages.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Whether the group still counts this process as a member. A process that was stopped or cut off past its session
 * timeout has lost its partitions without knowing it, and must not begin paid calls. It cannot tell by itself, so the
 * group's coordinator is asked before each call; lanes waiting at the same time share the answer.
 */
final class Membership {
    private static final long STEP_MILLIS = 100;

    private final Coordinator coordinator;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile String member = "";
    /** When the last question answered with yes was asked; guarded by the lock. */
    private long confirmed;

    /** Tells who is in the group. */
    interface Coordinator {
        /** True if the member is in the group now; false if not, or if nobody answers. */
        boolean has(String member) throws InterruptedException;
    }

    Membership(Coordinator coordinator) {
        this.coordinator = coordinator;
        this.confirmed = System.nanoTime();
    }

    /**
     * This process's member id as the consumer last knew it; empty before it has one. It may have been expelled since.
     */
    void memberIs(String id) {
        member = id;
    }

    /**
     * Waits until the coordinator confirms, after this was called, that this process is a member, or until called off.
     */
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
