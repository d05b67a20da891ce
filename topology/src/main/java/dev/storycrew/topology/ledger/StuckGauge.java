package dev.storycrew.topology.ledger;

import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Value;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** How many chapters of a task are stuck; a Kafka metric, exported with Kafka's own. */
final class StuckGauge {
    /** The metric's name and group. */
    static final String NAME = "stuck-chapters";

    static final String GROUP = "storycrew-ledger";

    private final ProcessorContext<?, ?> context;
    private final Sensor sensor;

    private StuckGauge(ProcessorContext<?, ?> context, Sensor sensor) {
        this.context = context;
        this.sensor = sensor;
    }

    static StuckGauge of(ProcessorContext<?, ?> context) {
        String task = context.taskId().toString();
        Sensor sensor = context.metrics().addSensor(NAME + "-" + task, Sensor.RecordingLevel.INFO);
        sensor.add(
                new MetricName(
                        NAME, GROUP, "Chapters that have made no progress for too long", Map.of("task-id", task)),
                new Value());
        sensor.record(0);
        return new StuckGauge(context, sensor);
    }

    void set(int stuck) {
        sensor.record(stuck);
    }

    /** The task moves elsewhere, and its count with it. */
    void remove() {
        context.metrics().removeSensor(sensor);
    }
}
