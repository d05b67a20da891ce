package dev.storycrew.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.story.Stage;
import dev.storycrew.stages.metrics.StageMeters.RunOutcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StageMetersTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicInteger busy = new AtomicInteger();
    private final StageMeters meters = new StageMeters(registry, Stage.WRITE, 8, busy::get);

    @Test
    void eachOutcomeIsCountedFromZero() {
        assertThat(registry.get("storycrew.stage.runs").counters())
                .hasSize(RunOutcome.values().length)
                .allSatisfy(counter -> assertThat(counter.count()).isZero());

        meters.ended(RunOutcome.FAILED);
        meters.took(Duration.ofSeconds(2));

        assertThat(registry.get("storycrew.stage.runs")
                        .tags("stage", "write", "outcome", "failed")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("storycrew.stage.duration").timer().count()).isEqualTo(1);
    }

    @Test
    void lanesAreToldAsTheyAreAndGoWithTheService() {
        busy.set(3);
        assertThat(registry.get("storycrew.lanes").gauge().value()).isEqualTo(8);
        assertThat(registry.get("storycrew.lanes.busy").gauge().value()).isEqualTo(3);

        meters.close();

        assertThat(registry.getMeters()).isEmpty();
    }
}
