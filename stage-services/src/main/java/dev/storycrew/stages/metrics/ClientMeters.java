package dev.storycrew.stages.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** Kafka's own metrics of the clients of one stage service. */
public final class ClientMeters implements AutoCloseable {
    /** How soon metrics that a client adds later, such as those of a topic, are seen. */
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);

    private final MeterRegistry meters;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "kafka-client-metrics");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<String, KafkaClientMetrics> bound = new HashMap<>();

    public ClientMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** Exports those of a consumer. */
    public <C extends Consumer<?, ?>> C watch(String role, C consumer) {
        bind(role, () -> new KafkaClientMetrics(consumer, List.of(), looking, BETWEEN_LOOKS));
        return consumer;
    }

    /** Exports those of a producer in place of the one that had its role before. */
    public <P extends Producer<?, ?>> P watch(String role, P producer) {
        bind(role, () -> new KafkaClientMetrics(producer, List.of(), looking, BETWEEN_LOOKS));
        return producer;
    }

    private synchronized void bind(String role, Supplier<KafkaClientMetrics> watched) {
        if (meters instanceof CompositeMeterRegistry all && all.getRegistries().isEmpty()) {
            return; // Nobody reads them, and a short run should not pay for them.
        }
        KafkaClientMetrics metrics = watched.get();
        KafkaClientMetrics before = bound.put(role, metrics);
        if (before != null) {
            before.close();
        }
        metrics.bindTo(meters);
    }

    @Override
    public synchronized void close() {
        bound.values().forEach(KafkaClientMetrics::close);
        bound.clear();
        looking.shutdownNow();
    }
}
