package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** When a call may be made: only once the group has said, since it was asked for, that this process is a member. */
class MembershipTest {
    private static final String MEMBER = "one-1";

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicBoolean inTheGroup = new AtomicBoolean(true);
    private final Membership membership = new Membership(member -> {
        asked.incrementAndGet();
        return inTheGroup.get() && member.equals(MEMBER);
    });

    @Test
    void eachCallIsPermittedByAnAnswerOfItsOwn() throws Exception {
        membership.memberIs(MEMBER);

        membership.await(() -> false);
        membership.await(() -> false);

        assertThat(asked).hasValue(2);
    }

    @Test
    void aProcessThatTheGroupHasGivenUpWaitsUntilItIsInAgain() throws Exception {
        membership.memberIs(MEMBER);
        inTheGroup.set(false);
        Thread lane = lane(membership, () -> false);
        await().until(() -> asked.get() > 2);
        assertThat(lane.isAlive()).isTrue();

        inTheGroup.set(true);

        await().until(() -> !lane.isAlive());
    }

    @Test
    void itsOldNameIsNoMemberOnceAnotherHasTakenItsPlace() throws Exception {
        membership.memberIs("one-0");
        AtomicBoolean dropped = new AtomicBoolean();
        Thread lane = lane(membership, dropped::get);
        await().until(() -> asked.get() > 2);
        assertThat(lane.isAlive()).isTrue();

        dropped.set(true);

        await().until(() -> !lane.isAlive());
    }

    @Test
    void beforeItIsAnybodyNobodyIsAsked() throws Exception {
        AtomicInteger looks = new AtomicInteger();

        membership.await(() -> looks.incrementAndGet() > 5);

        assertThat(asked).hasValue(0);
    }

    @Test
    void lanesThatWaitAtTheSameTimeShareAnAnswerThatWasAskedForSince() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        AtomicInteger questions = new AtomicInteger();
        Membership slow = new Membership(member -> {
            questions.incrementAndGet();
            answer.await();
            return true;
        });
        slow.memberIs(MEMBER);
        List<Thread> lanes = new ArrayList<>(List.of(lane(slow, () -> false)));
        await().until(() -> questions.get() == 1);
        AtomicInteger arrived = new AtomicInteger();
        for (int lane = 0; lane < 8; lane++) {
            AtomicBoolean here = new AtomicBoolean();
            lanes.add(lane(slow, () -> {
                if (here.compareAndSet(false, true)) {
                    arrived.incrementAndGet();
                }
                return false;
            }));
        }
        await().until(() -> arrived.get() == 8);
        answer.countDown();

        await().until(() -> lanes.stream().noneMatch(Thread::isAlive));
        assertThat(questions)
                .as("the first one's, and one for all who came while it was asked")
                .hasValue(2);
    }

    private static Thread lane(Membership membership, BooleanSupplier calledOff) {
        Thread lane = new Thread(() -> {
            try {
                membership.await(calledOff);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        lane.setDaemon(true);
        lane.start();
        return lane;
    }
}
