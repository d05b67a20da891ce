package dev.storycrew.core.event;

import dev.storycrew.core.judge.PairVerdict;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The attempt to keep when retries run out.
 *
 * @param attempt from 0
 * @param meanScore the mean of the seven scores
 * @param title the planner's chapter title, or null
 * @param text by scene number
 */
public record BestAttempt(
        int attempt,
        double meanScore,
        boolean safetyPassed,
        @Nullable String title,
        SortedMap<Integer, String> text) {
    public BestAttempt {
        text = Collections.unmodifiableSortedMap(new TreeMap<>(text));
    }

    /**
     * The better of two: one that failed safety loses, then the higher mean score wins, ties go to the earlier attempt.
     */
    public static BestAttempt better(@Nullable BestAttempt earlier, BestAttempt later) {
        return better(earlier, later, null);
    }

    /**
     * The better of two: one that failed safety loses, then the one wins that a judge who compared them prefers in both
     * orders, then the higher mean score wins, ties go to the earlier attempt.
     *
     * @param compared null if nobody compared them; one that is about another attempt does not count
     */
    public static BestAttempt better(@Nullable BestAttempt earlier, BestAttempt later, @Nullable PairVerdict compared) {
        if (earlier == null) {
            return later;
        }
        if (earlier.safetyPassed != later.safetyPassed) {
            return earlier.safetyPassed ? earlier : later;
        }
        if (compared != null && compared.earlier() == earlier.attempt && earlier.safetyPassed) {
            switch (compared.preferred()) {
                case EARLIER:
                    return earlier;
                case LATER:
                    return later;
                case NEITHER:
                    break;
            }
        }
        return later.meanScore > earlier.meanScore ? later : earlier;
    }
}
