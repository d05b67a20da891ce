package dev.storycrew.core.cost;

import java.util.Locale;

/**
 * An amount of money. It is counted in whole billionths of a US dollar, so that sums are exact.
 *
 * @param nanoUsd billionths of a US dollar; negative for a loss or an overdraft
 */
public record Money(long nanoUsd) implements Comparable<Money> {
    public static final Money ZERO = new Money(0);

    static final double NANO_PER_USD = 1e9;

    /** From US dollars as people write them, rounded to the nearest billionth. */
    public static Money ofUsd(double usd) {
        return new Money(Math.round(usd * NANO_PER_USD));
    }

    /** US dollars, for an amount that need not be whole billionths, such as a mean. */
    public static double usd(double nanoUsd) {
        return nanoUsd / NANO_PER_USD;
    }

    /** {@code $0.0123}: US dollars, rounded half up to four decimals. */
    public static String text(double usd) {
        return String.format(Locale.ROOT, "$%.4f", usd);
    }

    public Money plus(Money other) {
        return new Money(nanoUsd + other.nanoUsd);
    }

    public Money minus(Money other) {
        return new Money(nanoUsd - other.nanoUsd);
    }

    public Money times(int factor) {
        return new Money(nanoUsd * factor);
    }

    /** US dollars, for people and for JSON. Not for sums: a double is not exact. */
    public double usd() {
        return usd(nanoUsd);
    }

    @Override
    public int compareTo(Money other) {
        return Long.compare(nanoUsd, other.nanoUsd);
    }

    /** The amount as {@link #text} writes it. */
    @Override
    public String toString() {
        return text(usd());
    }
}
