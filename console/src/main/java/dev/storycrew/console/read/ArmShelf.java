package dev.storycrew.console.read;

import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.history.reading.Event;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** How often chapters of each arm were retried, by day. */
public final class ArmShelf implements TopicFollower.Shelf {
    private final Refilled<Map<Arm, TreeMap<String, Integer>>> retries = new Refilled<>(() -> new EnumMap<>(Arm.class));

    @Override
    public synchronized void begin() {
        retries.begin();
    }

    @Override
    public synchronized void done() {
        retries.done();
    }

    /** Takes a record of the decisions' topic. */
    public synchronized void take(Event<?> event) {
        if (event.value() instanceof RetryDecision decision) {
            retries.filled()
                    .computeIfAbsent(decision.arm(), arm -> new TreeMap<>())
                    .merge(KpiPeriod.dayOf(event.time().toEpochMilli()), 1, Integer::sum);
        }
    }

    /** The retries of an arm since a day. */
    public synchronized int retries(Arm arm, String since) {
        return retries.shown().getOrDefault(arm, new TreeMap<>()).tailMap(since).values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
