package dev.storycrew.core.kpi;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The figures of all time as counters, which never fall: whoever watches a counter takes a fall for a restart, and adds
 * all of it once more. Events only add up, so one that is taken back stays counted. Money and tokens show their highest:
 * they move from one label to another, and what a full retry would have cost is estimated anew.
 */
public final class KpiCounters {
    /** Measures that count a part of another's events; the others are counted too, as the difference. */
    private static final Map<KpiMeasure, KpiMeasure> PARTS = Map.of(
            KpiMeasure.JUDGED, KpiMeasure.JUDGE_PASSED,
            KpiMeasure.RETRIES_BY_LEVEL, KpiMeasure.ESCALATIONS_BY_LEVEL);

    private KpiCounters() {}

    /** Counters that begin where the exact figures are. */
    public static KpiRollup from(KpiRollup total) {
        return total.in(KpiPeriod.EXPORTED);
    }

    /**
     * The counters after a change, none of them lower than before.
     *
     * @param total the exact figures after it
     * @param change of the exact figures
     */
    public static KpiRollup after(KpiRollup counters, KpiRollup total, KpiRollup change) {
        SortedMap<KpiFigure, Long> raised = new TreeMap<>(counters.figures());
        change.figures().keySet().forEach(figure -> {
            if (figure.measure().isAmount()) {
                raised.merge(figure, total.get(figure.measure(), figure.label()), Math::max);
            } else {
                raised.merge(figure, added(figure, change), Long::sum);
            }
        });
        PARTS.forEach((whole, part) -> change.by(part).keySet().stream()
                .map(label -> new KpiFigure(whole, label))
                .filter(figure -> !change.figures().containsKey(figure))
                .forEach(figure -> raised.merge(figure, added(figure, change), Long::sum)));
        return new KpiRollup(counters.period(), raised);
    }

    private static long added(KpiFigure figure, KpiRollup change) {
        long amount = change.get(figure.measure(), figure.label());
        KpiMeasure part = PARTS.get(figure.measure());
        long ofPart = part == null ? 0 : change.get(part, figure.label());
        return Math.max(0, ofPart) + Math.max(0, amount - ofPart);
    }
}
