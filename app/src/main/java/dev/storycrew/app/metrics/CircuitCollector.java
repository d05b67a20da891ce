package dev.storycrew.app.metrics;

import dev.storycrew.llm.provider.Provider;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** The circuit of each provider: 1 while calls are not let through, else 0. */
final class CircuitCollector implements Collector {
    private static final String NAME = "storycrew_circuit_open";

    private final Supplier<Collection<Provider>> providers;

    CircuitCollector(Supplier<Collection<Provider>> providers) {
        this.providers = providers;
    }

    @Override
    public MetricSnapshot collect() {
        // Two accounts of one provider have one name.
        Map<String, Integer> open = new TreeMap<>();
        providers.get().forEach(provider -> open.merge(provider.name(), provider.ready() ? 0 : 1, Math::max));
        GaugeSnapshot.Builder gauges =
                GaugeSnapshot.builder().name(NAME).help("1 while calls to the provider are blocked");
        open.forEach((name, value) -> gauges.dataPoint(GaugeDataPointSnapshot.builder()
                .labels(Labels.of("provider", name))
                .value(value)
                .build()));
        return gauges.build();
    }

    @Override
    public String getPrometheusName() {
        return NAME;
    }
}
