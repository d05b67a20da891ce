package dev.storycrew.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    private static final int PATIENCE_SECONDS = 60;

    private final AtomicInteger done = new AtomicInteger();

    @Test
    void allAreDoneAtTheSameTimeAndWaitedFor() {
        CyclicBarrier together = new CyclicBarrier(3);
        Runnable meeting = () -> {
            meet(together);
            done.incrementAndGet();
        };

        SideBySide.run("meeting", List.of(meeting, meeting, meeting));

        assertThat(done).hasValue(3);
    }

    @Test
    void aFailureIsToldOnceTheOthersAreDone() {
        RuntimeException failure = new IllegalStateException("no");
        List<Runnable> things = List.of(
                () -> {
                    throw failure;
                },
                done::incrementAndGet,
                done::incrementAndGet);

        assertThatThrownBy(() -> SideBySide.run("failing", things)).isSameAs(failure);
        assertThat(done).hasValue(2);
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }
}
