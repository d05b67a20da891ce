package dev.storycrew.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallMetersTest {
    private final MockClock clock = new MockClock();
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, new PrometheusRegistry(), clock);

    @Test
    void theHighestShareOfABudgetIsForgottenAfterAQuarterOfAnHour() {
        new CallMeters(registry).budget(0.95, 0.5);

        clock.add(Duration.ofMinutes(9));
        assertThat(registry.scrape()).contains("storycrew_budget_used_ratio_max{budget=\"chapter\"} 0.95");

        clock.add(Duration.ofMinutes(7));
        assertThat(registry.scrape()).contains("storycrew_budget_used_ratio_max{budget=\"chapter\"} 0.0");
    }
}
