package dev.storycrew.bench.speed;

import java.util.List;

/**
 * Some values in order.
 *
 * @param sorted at least one
 */
public record Percentiles(List<Double> sorted) {
    public Percentiles {
        if (sorted.isEmpty()) {
            throw new IllegalArgumentException("there are no values");
        }
        sorted = sorted.stream().sorted().toList();
    }

    /** The smallest value that so many per cent of all do not exceed. */
    public double at(double percent) {
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(1, rank) - 1);
    }

    public double median() {
        return at(50);
    }
}
