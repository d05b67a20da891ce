package dev.storycrew.llm.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

class MinuteWindowTest {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();

    private record Taken(long at, long amount) {}

    @RepeatedTest(200)
    void noMinuteHoldsMoreThanTheLimit(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        int limit = 1 + random.nextInt(100);
        MinuteWindow window = new MinuteWindow(limit, Duration.ofMinutes(1));
        List<Taken> taken = new ArrayList<>();
        long now = random.nextLong();
        for (int call = 0; call < 300; call++) {
            now += random.nextInt(5_000) * 1_000_000L;
            long amount = 1 + random.nextInt(limit);
            long wait = window.nanosUntil(amount, now);
            assertThat(wait).isBetween(0L, MINUTE);
            now += wait;
            assertThat(window.nanosUntil(amount, now))
                    .as("the wait it names is enough")
                    .isZero();
            MinuteWindow.Entry entry = window.take(amount, now);
            long billed = random.nextBoolean() ? amount : 1 + random.nextLong(amount);
            window.correct(entry, billed);
            taken.add(new Taken(now, billed));
            long end = now;
            assertThat(taken.stream()
                            .filter(one -> end - one.at() < MINUTE)
                            .mapToLong(Taken::amount)
                            .sum())
                    .isLessThanOrEqualTo(limit);
        }
    }

    @Test
    void aBillAboveTheEstimateHoldsUpTheNextCall() {
        MinuteWindow window = new MinuteWindow(100, Duration.ofMinutes(1));
        MinuteWindow.Entry entry = window.take(10, 0);
        assertThat(window.nanosUntil(50, 1)).isZero();
        window.correct(entry, 90);
        assertThat(window.nanosUntil(50, 1)).isEqualTo(MINUTE - 1);
    }

    @Test
    void anAmountAboveTheLimitGoesThroughAnEmptyWindow() {
        MinuteWindow window = new MinuteWindow(100, Duration.ofMinutes(1));
        assertThat(window.nanosUntil(5_000, 0)).isZero();
        window.take(5_000, 0);
        assertThat(window.nanosUntil(1, 1)).isEqualTo(MINUTE - 1);
    }

    @Test
    void withoutALimitNothingWaits() {
        MinuteWindow window = new MinuteWindow(null, Duration.ofMinutes(1));
        window.take(Long.MAX_VALUE / 2, 0);
        assertThat(window.nanosUntil(Long.MAX_VALUE / 2, 0)).isZero();
    }
}
