package dev.storycrew.topology.ledger;

import dev.storycrew.core.kpi.KpiCounters;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
import java.util.function.Consumer;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Keeps the figures of each period, and sends on those that a change reaches. */
final class AddUp extends ContextualProcessor<String, KpiRollup, String, KpiRollup> {
    private final Consumer<KpiRollup> totals;
    private @Nullable KeyValueStore<String, KpiRollup> rollups;

    /** @param totals is told the counters of all time where this instance keeps them */
    AddUp(Consumer<KpiRollup> totals) {
        this.totals = totals;
    }

    @Override
    public void init(ProcessorContext<String, KpiRollup> given) {
        super.init(given);
        KeyValueStore<String, KpiRollup> store = given.getStateStore(LedgerTopology.ROLLUPS);
        rollups = store;
        KpiRollup kept = counters(store);
        if (!kept.isEmpty()) {
            totals.accept(kept);
        }
    }

    @Override
    public void process(Record<String, KpiRollup> change) {
        KeyValueStore<String, KpiRollup> store = rollups;
        if (store == null) {
            throw new IllegalStateException("not initialized");
        }
        String period = change.key();
        KpiRollup before = store.get(period);
        KpiRollup after = before == null ? change.value() : before.plus(change.value());
        if (period.equals(KpiPeriod.TOTAL)) {
            KpiRollup counters = KpiCounters.after(counters(store), after, change.value());
            store.put(KpiPeriod.EXPORTED, counters);
            totals.accept(counters);
        }
        store.put(period, after);
        context().forward(change.withValue(after));
    }

    /** An older version kept none; they go on from the figures of all time, which it exported. */
    private static KpiRollup counters(KeyValueStore<String, KpiRollup> store) {
        KpiRollup kept = store.get(KpiPeriod.EXPORTED);
        if (kept != null) {
            return kept;
        }
        KpiRollup total = store.get(KpiPeriod.TOTAL);
        return KpiCounters.from(total == null ? KpiRollup.empty(KpiPeriod.TOTAL) : total);
    }
}
