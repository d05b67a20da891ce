package dev.storycrew.core.kpi;

/**
 * The name of one figure.
 *
 * @param label a level, arm, type, criterion, model or number of retries; empty where the measure has none
 */
public record KpiFigure(KpiMeasure measure, String label) implements Comparable<KpiFigure> {
    public KpiFigure {
        if (measure.labelled() == label.isEmpty()) {
            throw new IllegalArgumentException(
                    measure + (measure.labelled() ? " needs a label" : " has no label, but is given '" + label + "'"));
        }
    }

    @Override
    public int compareTo(KpiFigure other) {
        int byMeasure = measure.compareTo(other.measure);
        return byMeasure == 0 ? label.compareTo(other.label) : byMeasure;
    }

    /** As in a roll-up's record: {@code judged}, {@code costNanoUsdByLevel[EDIT_ONLY]}. */
    @Override
    public String toString() {
        return measure.labelled() ? measure.field() + "[" + label + "]" : measure.field();
    }
}
