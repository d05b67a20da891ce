package dev.storycrew.audit.rollout;

import java.util.Locale;
import org.hipparchus.stat.inference.ChiSquareTest;
import org.hipparchus.stat.inference.MannWhitneyUTest;
import org.jspecify.annotations.Nullable;

/**
 * Whether a difference between the arms is more than noise.
 *
 * @param what is compared
 * @param test the test and the library it is from
 * @param pValue how often chance alone would cause such a difference; null if there are too few chapters to tell
 */
public record Comparison(String what, String test, @Nullable Double pValue) {
    private static final double NOISE = 0.05;
    private static final int FEWEST = 5;

    /** Pass rates at the first retry: Pearson's chi-square test of independence. */
    public static Comparison ofPassRates(ArmFigures selective, ArmFigures control) {
        long[][] counts = {
            {selective.passedAtFirstRetry(), selective.retried() - selective.passedAtFirstRetry()},
            {control.passedAtFirstRetry(), control.retried() - control.passedAtFirstRetry()}
        };
        return new Comparison(
                "pass rate at first retry",
                "chi-square test of independence (Hipparchus)",
                passRates(counts, Math.min(selective.retried(), control.retried())));
    }

    private static @Nullable Double passRates(long[][] counts, int fewest) {
        boolean allAlike = counts[0][0] + counts[1][0] == 0 || counts[0][1] + counts[1][1] == 0;
        if (allAlike) {
            // Every chapter passed, or none did: the test has nothing to compare, however many there are.
            return fewest >= FEWEST ? 1.0 : null;
        }
        return enough(counts) ? new ChiSquareTest().chiSquareTest(counts) : null;
    }

    /** Costs per chapter, which are not normally distributed: the Mann-Whitney U test. */
    public static Comparison ofCosts(ArmFigures selective, ArmFigures control) {
        boolean enough = Math.min(selective.chapters(), control.chapters()) >= FEWEST;
        return new Comparison(
                "cost per chapter",
                "Mann-Whitney U test (Hipparchus)",
                enough ? new MannWhitneyUTest().mannWhitneyUTest(array(selective), array(control)) : null);
    }

    /** In a word or two. */
    public String verdict() {
        if (pValue == null) {
            return "too few chapters to tell";
        }
        return String.format(
                Locale.ROOT, "p = %.4f: %s", pValue, pValue < NOISE ? "more than noise" : "may well be noise");
    }

    /** The test requires tables in which chance alone would put at least 5 into each cell. */
    private static boolean enough(long[][] counts) {
        double all = 0;
        for (long[] row : counts) {
            all += row[0] + row[1];
        }
        if (all == 0) {
            return false;
        }
        for (long[] row : counts) {
            for (int column = 0; column < 2; column++) {
                double expected = (row[0] + row[1]) * (counts[0][column] + counts[1][column]) / all;
                if (expected < FEWEST) {
                    return false;
                }
            }
        }
        return true;
    }

    private static double[] array(ArmFigures figures) {
        return figures.costs().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
