package dev.storycrew.bench.speed;

import org.jspecify.annotations.Nullable;

/**
 * One thing measured.
 *
 * @param what it is, for people
 * @param unit of value and floor
 * @param floor what it is compared with, measured in the same run; null where a value stands for itself
 * @param goal for {@link #figure}; null where there is none
 * @param isLessBetter whether the goal is an upper limit
 * @param noisy true if others used the machine while it was measured, in each round
 */
public record SpeedRow(
        String what,
        double value,
        String unit,
        @Nullable Double floor,
        @Nullable Double goal,
        boolean isLessBetter,
        boolean noisy) {
    /** One that stands for itself, and must not exceed its goal. */
    static SpeedRow atMost(double goal, String what, double value, String unit) {
        return new SpeedRow(what, value, unit, null, goal, true, false);
    }

    /** One that must not exceed so many times its floor. */
    static SpeedRow timesAtMost(double goal, String what, double value, double floor, String unit) {
        return new SpeedRow(what, value, unit, floor, goal, true, false);
    }

    /** One that must reach such a share of its floor. */
    static SpeedRow shareOf(double goal, String what, double value, double floor, String unit) {
        return new SpeedRow(what, value, unit, floor, goal, false, false);
    }

    /** The ratio to the floor, or the value where there is none. */
    public double figure() {
        return floor == null ? value : value / floor;
    }

    /** True if the goal is reached, or there is none. */
    public boolean reached() {
        return goal == null || (isLessBetter ? figure() <= goal : figure() >= goal);
    }

    SpeedRow withNoise() {
        return new SpeedRow(what, value, unit, floor, goal, isLessBetter, true);
    }
}
