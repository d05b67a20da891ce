package dev.storycrew.app.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.metrics.ProcessMetrics;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanaryMetersTest {
    private final ProcessMetrics metrics = new ProcessMetrics();
    private final CanaryMeters meters = new CanaryMeters(metrics.registry());

    @Test
    void bothResultsAreThereBeforeTheFirstRound() {
        assertThat(metrics.page().lines())
                .contains(
                        "storycrew_canary_rounds_total{result=\"passed\"} 0.0",
                        "storycrew_canary_rounds_total{result=\"failed\"} 0.0",
                        "storycrew_canary_repeated_total 0.0");
    }

    @Test
    void aRoundSaysWhetherItCameHowFastAndWhetherAnythingCameTwice() {
        meters.tell(
                new CanaryRound("canary/1", 0, Duration.ofMillis(2_500), List.of(), List.of("a bible update"), null),
                Duration.ofSeconds(90));

        assertThat(metrics.page().lines())
                .contains(
                        "storycrew_canary_rounds_total{result=\"passed\"} 1.0",
                        "storycrew_canary_repeated_total 1.0",
                        "storycrew_canary_round_seconds 2.5",
                        "storycrew_oldest_unfinished_seconds 90.0");

        meters.tell(new CanaryRound("canary/2", 0, null, List.of(), List.of(), "it did not come"), Duration.ZERO);

        assertThat(metrics.page().lines())
                .contains(
                        "storycrew_canary_rounds_total{result=\"failed\"} 1.0",
                        "storycrew_canary_round_seconds NaN",
                        "storycrew_oldest_unfinished_seconds 0.0");
    }
}
