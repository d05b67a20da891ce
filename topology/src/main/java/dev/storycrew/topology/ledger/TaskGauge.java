package dev.storycrew.topology.ledger;

import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.Value;
import org.apache.kafka.streams.processor.api.ProcessorContext;

/** A number that each task of the ledger has; a Kafka metric, exported with Kafka's own, and added up by services. */
public final class TaskGauge {
    /** The group of all of them. */
    public static final String GROUP = "storycrew-ledger";

    /** The name of the number of stuck chapters. */
    public static final String STUCK = "stuck-chapters";

    /** The name of the number of chapters that wait in a dead letter. */
    public static final String IN_DEAD_LETTERS = "chapters-in-dead-letters";

    private final ProcessorContext<?, ?> context;
    private final Sensor sensor;

    private TaskGauge(ProcessorContext<?, ?> context, Sensor sensor) {
        this.context = context;
        this.sensor = sensor;
    }

    static TaskGauge of(ProcessorContext<?, ?> context, String name, String description) {
        String task = context.taskId().toString();
        Sensor sensor = context.metrics().addSensor(name + "-" + task, Sensor.RecordingLevel.INFO);
        sensor.add(new MetricName(name, GROUP, description, Map.of("task-id", task)), new Value());
        sensor.record(0);
        return new TaskGauge(context, sensor);
    }

    void set(int number) {
        sensor.record(number);
    }

    /** The task moves elsewhere, and its number with it. */
    void remove() {
        context.metrics().removeSensor(sensor);
    }
}
