package dev.storycrew.app.canary;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What a canary has seen of its cluster. */
public final class CanaryMeters {
    private static final String ROUNDS = "storycrew.canary.rounds";
    private static final String RESULT = "result";

    private final Counter passed;
    private final Counter failed;
    private final Counter twice;
    private final AtomicReference<@Nullable Duration> took = new AtomicReference<>();
    private final AtomicReference<Duration> oldest = new AtomicReference<>(Duration.ZERO);

    public CanaryMeters(MeterRegistry registry) {
        passed = rounds("passed").register(registry);
        failed = rounds("failed").register(registry);
        twice = Counter.builder("storycrew.canary.repeated")
                .description("Parts of the canary's chapters that arrived more than once")
                .register(registry);
        TimeGauge.builder("storycrew.canary.round", () -> millis(took.get()), TimeUnit.MILLISECONDS)
                .description("How long the last chapter took; NaN if it did not arrive")
                .register(registry);
        TimeGauge.builder("storycrew.oldest.unfinished", () -> millis(oldest.get()), TimeUnit.MILLISECONDS)
                .description("The age of the oldest paid chapter that is unfinished; 0 if there is none")
                .register(registry);
    }

    /**
     * Counts a round.
     *
     * @param unfinished the age of the oldest paid chapter that is unfinished, or zero
     */
    public void tell(CanaryRound round, Duration unfinished) {
        (round.passed() ? passed : failed).increment();
        twice.increment(round.twice().size());
        took.set(round.took());
        oldest.set(unfinished);
    }

    private static Counter.Builder rounds(String result) {
        return Counter.builder(ROUNDS).description("Rounds of the canary").tag(RESULT, result);
    }

    private static Number millis(@Nullable Duration duration) {
        return duration == null ? Double.NaN : duration.toMillis();
    }
}
