package dev.storycrew.core.kpi;

import java.util.Comparator;

/**
 * The name of one figure.
 *
 * @param label a level, arm, type, criterion, model or number of retries; empty where the measure has none
 */
public record KpiFigure(KpiMeasure measure, String label) implements Comparable<KpiFigure> {
    private static final Comparator<KpiFigure> ORDER =
            Comparator.comparing(KpiFigure::measure).thenComparing(KpiFigure::label);

    public KpiFigure {
        if (measure.labelled() == label.isEmpty()) {
            throw new IllegalArgumentException(
                    measure + (measure.labelled() ? " needs a label" : " has no label, but is given '" + label + "'"));
        }
    }

    @Override
    public int compareTo(KpiFigure other) {
        return ORDER.compare(this, other);
    }

    /** As in a roll-up's record: {@code judged}, {@code costNanoUsdByLevel[EDIT_ONLY]}. */
    @Override
    public String toString() {
        return measure.labelled() ? measure.field() + "[" + label + "]" : measure.field();
    }
}
