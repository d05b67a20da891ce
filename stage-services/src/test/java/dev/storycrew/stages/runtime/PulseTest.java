package dev.storycrew.stages.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a call may be made: only while the group cannot have given the process up. */
class PulseTest {
    private static final Duration SESSION = Duration.ofSeconds(9);
    private static final long TRUST_SECONDS = 6;
    private static final String MEMBER = "one-1";

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicLong answers = new AtomicLong(3);
    private final AtomicInteger asked = new AtomicInteger();
    private boolean inTheGroup = true;
    private final Pulse pulse = new Pulse(
            SESSION,
            answers::get,
            member -> {
                asked.incrementAndGet();
                return inTheGroup && member.equals(MEMBER);
            },
            clock::get);

    @BeforeEach
    void joined() {
        poll(MEMBER);
    }

    @Test
    void aProcessThatHasHeardNothingYetAsksTheGroupOnce() throws Exception {
        assertThat(mayCall()).isTrue();
        assertThat(mayCall()).isTrue();

        assertThat(asked).hasValue(1);
    }

    @Test
    void afterAnAnsweredHeartbeatNobodyIsAsked() throws Exception {
        answers.incrementAndGet();
        poll(MEMBER);
        pass(TRUST_SECONDS);

        assertThat(mayCall()).isTrue();
        assertThat(asked).hasValue(0);
    }

    @Test
    void aGroupThatMayHaveGivenTheProcessUpIsAsked() throws Exception {
        answers.incrementAndGet();
        poll(MEMBER);
        pass(TRUST_SECONDS + 1);

        assertThat(mayCall()).isTrue();
        assertThat(asked).hasValue(1);
    }

    @Test
    void aProcessThatTheGroupHasGivenUpMakesNoCall() throws Exception {
        inTheGroup = false;
        answers.incrementAndGet();
        poll(MEMBER);
        pass(TRUST_SECONDS + 1);

        assertThat(mayCall()).isFalse();
    }

    @Test
    void anAnswerThatWasReadLateCountsFromWhenItCanHaveCome() throws Exception {
        inTheGroup = false;
        answers.incrementAndGet();
        // Stopped here, between the answer and the poll that is to see to it.
        pass(60);
        poll(MEMBER);

        assertThat(mayCall()).isFalse();
    }

    @Test
    void anAnswerCountsOnlyOnceAPollHasSeenToWhatItMeans() throws Exception {
        inTheGroup = false;
        pulse.look();
        answers.incrementAndGet();
        pulse.polled(MEMBER);

        assertThat(mayCall()).isFalse();
    }

    @Test
    void aProcessWithoutAPlaceInTheGroupAsksNobody() throws Exception {
        poll("");

        assertThat(mayCall()).isFalse();
        assertThat(asked).hasValue(0);
    }

    private void poll(String member) {
        pulse.look();
        pulse.polled(member);
    }

    private void pass(long seconds) {
        clock.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    /** Whether it need not wait; one that must is called off at its second look. */
    private boolean mayCall() throws InterruptedException {
        AtomicInteger looks = new AtomicInteger();
        pulse.await(() -> looks.incrementAndGet() > 1);
        return looks.get() == 1;
    }
}
