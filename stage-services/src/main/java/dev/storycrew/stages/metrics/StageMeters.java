package dev.storycrew.stages.metrics;

import dev.storycrew.core.story.Stage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;
import java.util.stream.LongStream;

/** The runs and lanes of one stage service. Every label is there from the start, so that a first run is an increase. */
public final class StageMeters implements AutoCloseable {
    private static final String STAGE = "stage";
    private static final Duration[] BUCKETS = LongStream.of(1, 2, 5, 10, 20, 40, 80, 160, 320)
            .mapToObj(Duration::ofSeconds)
            .toArray(Duration[]::new);

    private final MeterRegistry meters;
    private final Map<RunOutcome, Counter> runs = new EnumMap<>(RunOutcome.class);
    private final Timer durations;
    private final List<Meter> all = new ArrayList<>();

    /** How a run of a stage came out. */
    public enum RunOutcome {
        /** Its result goes on. */
        FINISHED,
        /** Its envelope goes to dead letters. */
        FAILED,
        /** The budget does not allow its next call. */
        STOPPED,
        /** It was given back unfinished, for another process. */
        RELEASED
    }

    /**
     * @param lanes how many there are
     * @param busy how many of them have a run in hand now
     */
    public StageMeters(MeterRegistry meters, Stage stage, int lanes, IntSupplier busy) {
        this.meters = meters;
        for (RunOutcome outcome : RunOutcome.values()) {
            runs.put(
                    outcome,
                    Counter.builder("storycrew.stage.runs")
                            .description("Runs of a stage, by outcome")
                            .tag(STAGE, stage.label())
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(meters));
        }
        durations = Timer.builder("storycrew.stage.duration")
                .description("How long finished and failed runs of a stage took")
                .tag(STAGE, stage.label())
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
        all.addAll(runs.values());
        all.add(durations);
        all.add(Gauge.builder("storycrew.lanes", () -> lanes)
                .description("How many envelopes this process can work on at a time")
                .tag(STAGE, stage.label())
                .register(meters));
        all.add(Gauge.builder("storycrew.lanes.busy", busy::getAsInt)
                .description("How many envelopes this process is working on")
                .tag(STAGE, stage.label())
                .register(meters));
    }

    /** A run ended. */
    public void ended(RunOutcome outcome) {
        Objects.requireNonNull(runs.get(outcome)).increment();
    }

    /** A run that finished, was stopped or failed took so long. */
    public void took(Duration duration) {
        durations.record(duration);
    }

    @Override
    public void close() {
        all.forEach(meters::remove);
    }
}
