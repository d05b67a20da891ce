package dev.storycrew.console.read;

import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.history.reading.Event;
import java.util.Map;
import java.util.TreeMap;

/** The figures that the ledger has published, by period. */
public final class FigureShelf implements TopicFollower.Shelf {
    private final Map<String, KpiRollup> byPeriod = new TreeMap<>();

    /** The last record of a period counts, however often it is read. */
    @Override
    public void begin() {
        // What is there is overwritten.
    }

    @Override
    public void done() {
        // It is shown as it comes.
    }

    /** Takes a record of the figures' topics. */
    public synchronized void take(Event<?> event) {
        if (event.value() instanceof KpiRollup rollup) {
            byPeriod.put(rollup.period(), rollup);
        }
    }

    /** The figures of a day or a month; without figures where nothing was counted. */
    public synchronized KpiRollup of(String period) {
        KpiRollup known = byPeriod.get(period);
        return known == null ? KpiRollup.empty(period) : known;
    }
}
