package dev.storycrew.console.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GlanceTest {
    private final AtomicInteger looks = new AtomicInteger();

    @Test
    void whatIsFreshIsNotLookedForAgain() {
        Glance<Integer> glance = new Glance<>(TimeUnit.HOURS.toNanos(1));

        assertThat(glance.of(looks::incrementAndGet)).isEqualTo(1);
        assertThat(glance.of(looks::incrementAndGet)).isEqualTo(1);
    }

    @Test
    void whatTakesNoTimeIsAlwaysNew() {
        Glance<Integer> glance = new Glance<>(-1);
        glance.of(looks::incrementAndGet);
        int seen = 1;
        while (seen == 1) {
            seen = glance.of(looks::incrementAndGet);
        }

        assertThat(seen).isEqualTo(2);
    }

    @Test
    void whileSomebodyLooksAgainOthersAreGivenWhatWasKnown() throws Exception {
        Glance<Integer> glance = new Glance<>(0);
        glance.of(looks::incrementAndGet);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Thread slow = new Thread(() -> {
            while (begun.getCount() > 0) {
                glance.of(() -> {
                    begun.countDown();
                    await(end);
                    return 7;
                });
            }
        });
        slow.start();
        begun.await();

        assertThat(glance.of(looks::incrementAndGet)).isEqualTo(1);
        end.countDown();
        slow.join();
        assertThat(glance.of(looks::incrementAndGet)).isEqualTo(7);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
