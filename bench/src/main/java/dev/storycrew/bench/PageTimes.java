package dev.storycrew.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * How long pages of one kind took, in milliseconds.
 *
 * @param lines on all of them
 */
public record PageTimes(String kind, int pages, long lines, double p50, double p95, double p99) {
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * Shows pages and takes the time of each.
     *
     * @param page shows one, given its number from 0 on, and says how many lines it has
     */
    static PageTimes of(String kind, int pages, IntUnaryOperator page) {
        List<Double> millis = new ArrayList<>();
        long lines = 0;
        for (int number = 0; number < pages; number++) {
            long began = System.nanoTime();
            lines += page.applyAsInt(number);
            millis.add((System.nanoTime() - began) / NANOS_PER_MILLI);
        }
        Collections.sort(millis);
        return new PageTimes(kind, pages, lines, at(millis, 50), at(millis, 95), at(millis, 99));
    }

    private static double at(List<Double> sorted, int percent) {
        return sorted.get(Math.min(sorted.size() - 1, sorted.size() * percent / 100));
    }
}
