package dev.storycrew.app.metrics;

import dev.storycrew.llm.call.CallListener;
import dev.storycrew.llm.provider.Provider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** The metrics of this process, in Prometheus' text format. One for each process; whoever makes it hands it on. */
public final class ProcessMetrics {
    /** The content type of {@link #page}. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private static final Pattern UNREAD = Pattern.compile(
            "kafka\\.consumer\\.fetch\\.manager\\.(records\\.lead.*|preferred\\.read\\.replica"
                    + "|records\\.lag\\.(avg|max))|kafka\\.stream\\.processor\\.node\\.record\\.e2e\\.latency\\.(min|avg)");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CallListener calls;
    /** It listens to the collector, which holds it for good. */
    private final JvmGcMetrics collections = new JvmGcMetrics();

    public ProcessMetrics() {
        // A series for each partition and client, and nobody draws them.
        registry.config()
                .meterFilter(MeterFilter.deny(id -> UNREAD.matcher(id.getName()).matches()));
        calls = new CallMeters(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        collections.bindTo(registry);
    }

    /** Where services put theirs. */
    public MeterRegistry registry() {
        return registry;
    }

    /** Counts calls to models. */
    public CallListener calls() {
        return calls;
    }

    /** Exports the circuit of each provider, as it is at each scrape. */
    public void circuits(Supplier<Collection<Provider>> providers) {
        registry.getPrometheusRegistry().register(new CircuitCollector(providers));
    }

    /** Exports the ledger's totals, as they are at each scrape. */
    public void totals(Supplier<LedgerTotals> totals) {
        registry.getPrometheusRegistry().register(new LedgerTotalsCollector(totals));
    }

    /** All of them now. */
    public String page() {
        return registry.scrape();
    }
}
