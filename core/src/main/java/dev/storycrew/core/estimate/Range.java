package dev.storycrew.core.estimate;

import java.util.function.DoubleUnaryOperator;

/** A figure that is not known exactly. */
public record Range(double low, double likely, double high) {
    public static final Range NOTHING = new Range(0, 0, 0);

    public Range {
        if (!(low <= likely && likely <= high)) {
            throw new IllegalArgumentException("not in order: " + low + ", " + likely + ", " + high);
        }
    }

    /** One that is known. */
    public static Range exactly(double figure) {
        return new Range(figure, figure, figure);
    }

    public Range plus(Range other) {
        return new Range(low + other.low, likely + other.likely, high + other.high);
    }

    /** The same with a rising function of each figure. */
    public Range map(DoubleUnaryOperator rising) {
        return new Range(rising.applyAsDouble(low), rising.applyAsDouble(likely), rising.applyAsDouble(high));
    }
}
