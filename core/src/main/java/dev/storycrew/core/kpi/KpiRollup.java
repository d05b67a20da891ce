package dev.storycrew.core.kpi;

import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The figures of a period, or what they change by.
 *
 * @param period {@code 2026-11-24}, {@code 2026-11}, {@link KpiPeriod#TOTAL} or {@link KpiPeriod#EXPORTED}
 * @param figures those that are not 0
 */
public record KpiRollup(String period, SortedMap<KpiFigure, Long> figures) {
    public KpiRollup {
        TreeMap<KpiFigure, Long> counted = new TreeMap<>(figures);
        counted.values().removeIf(amount -> amount == 0);
        figures = Collections.unmodifiableSortedMap(counted);
    }

    /** A period in which nothing happened. */
    public static KpiRollup empty(String period) {
        return new KpiRollup(period, new TreeMap<>());
    }

    public boolean isEmpty() {
        return figures.isEmpty();
    }

    /** A figure without label; 0 where nothing was counted. */
    public long get(KpiMeasure measure) {
        return get(measure, "");
    }

    /** A figure; 0 where nothing was counted. */
    public long get(KpiMeasure measure, String label) {
        return figures.getOrDefault(new KpiFigure(measure, label), 0L);
    }

    /** A measure's figures by label, none of them 0. */
    public SortedMap<String, Long> by(KpiMeasure measure) {
        SortedMap<String, Long> found = new TreeMap<>();
        figures.forEach((figure, amount) -> {
            if (figure.measure() == measure) {
                found.put(figure.label(), amount);
            }
        });
        return found;
    }

    /** Chapters that ended in any way. */
    public long ended() {
        return get(KpiMeasure.CHAPTERS_ACCEPTED)
                + get(KpiMeasure.CHAPTERS_EXHAUSTED)
                + get(KpiMeasure.CHAPTERS_CANCELLED);
    }

    public KpiRollup plus(KpiRollup other) {
        return combined(other, 1);
    }

    public KpiRollup minus(KpiRollup other) {
        return combined(other, -1);
    }

    /** The same figures as those of another period. */
    public KpiRollup in(String other) {
        return new KpiRollup(other, figures);
    }

    /** The figures in which two roll-ups differ. */
    public SortedSet<KpiFigure> differences(KpiRollup other) {
        return new TreeSet<>(minus(other).figures.keySet());
    }

    private KpiRollup combined(KpiRollup other, int sign) {
        SortedMap<KpiFigure, Long> sum = new TreeMap<>(figures);
        other.figures.forEach((figure, amount) -> sum.merge(figure, sign * amount, Long::sum));
        return new KpiRollup(period, sum);
    }
}
