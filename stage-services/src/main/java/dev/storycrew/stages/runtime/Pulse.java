package dev.storycrew.stages.runtime;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the process is still a member of its group. One that was stopped or cut off past its session timeout has lost its
 * partitions without knowing it yet, and must not begin paid calls. So a call may follow an answer to a heartbeat only as
 * long as the coordinator cannot have given the process up since; after that the coordinator is asked.
 */
final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);
    private static final long STEP_MILLIS = 200;

    private final long trust;
    private final LongSupplier answers;
    private final Membership membership;
    private final LongSupplier clock;
    /** When the coordinator counted this process a member, at the latest; in the clock's nanoseconds. */
    private final AtomicLong heard;

    private volatile String member = "";
    /** The last look that {@link #polled} has dealt with, and the one that it has not; the consumer's thread's own. */
    private Look before;

    private Look now;

    private record Look(long at, long answers) {}

    /** Asks the coordinator. */
    interface Membership {
        /** True when the member is in the group; false when it is not, or nobody answers. */
        boolean has(String member) throws InterruptedException;
    }

    /**
     * @param answers how many heartbeats the coordinator has answered so far
     * @param clock nanoseconds of a clock that nobody sets
     */
    Pulse(Duration sessionTimeout, LongSupplier answers, Membership membership, LongSupplier clock) {
        this.trust = sessionTimeout.toNanos() * 2 / 3;
        this.answers = answers;
        this.membership = membership;
        this.clock = clock;
        this.before = new Look(clock.getAsLong(), answers.getAsLong());
        this.now = before;
        this.heard = new AtomicLong(before.at - trust - 1);
    }

    /** Called by the consumer's thread before it polls: a poll sees to what an answer that came before it means. */
    void look() {
        now = new Look(clock.getAsLong(), answers.getAsLong());
    }

    /**
     * Called by the consumer's thread after it has polled.
     *
     * @param id the member's id as the group knows it; empty while it is in none
     */
    void polled(String id) {
        member = id;
        if (now.answers > before.answers) {
            // It came after the last look that did not see it, nobody knows when.
            hear(before.at);
        }
        before = now;
    }

    /** Waits until the group is known to count this process a member, or the waiting is called off. */
    void await(BooleanSupplier calledOff) throws InterruptedException {
        while (!calledOff.getAsBoolean() && !trusted() && !asked()) {
            TimeUnit.MILLISECONDS.sleep(STEP_MILLIS);
        }
    }

    private synchronized boolean asked() throws InterruptedException {
        if (trusted()) {
            return true; // Another lane has asked meanwhile.
        }
        long before = clock.getAsLong();
        String id = member;
        boolean told = !id.isEmpty() && membership.has(id);
        if (told) {
            hear(before);
        }
        LOG.atInfo()
                .addKeyValue("event", "membership_asked")
                .addKeyValue("member", told)
                .log("Asked the group whether this process belongs to it");
        return told && trusted();
    }

    private void hear(long at) {
        heard.accumulateAndGet(at, (known, more) -> more - known > 0 ? more : known);
    }

    private boolean trusted() {
        return clock.getAsLong() - heard.get() <= trust;
    }
}
