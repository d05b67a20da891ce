package dev.storycrew.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.judge.PairChoice;
import dev.storycrew.core.judge.PairVerdict;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BestAttemptTest {
    @ParameterizedTest
    @CsvSource({
        "7, true, 8, true, 1",
        "8, true, 7, true, 0",
        "8, true, 8, true, 0",
        "9, false, 5, true, 1",
        "5, true, 9, false, 0",
        "5, false, 6, false, 1"
    })
    void theHighestMeanIsKeptUnsafeOnesLastTiesToTheEarliest(
            double first, boolean firstSafe, double second, boolean secondSafe, int best) {
        BestAttempt earlier = new BestAttempt(0, first, firstSafe, null, new TreeMap<>(Map.of(1, "a")));
        BestAttempt later = new BestAttempt(1, second, secondSafe, null, new TreeMap<>(Map.of(1, "b")));

        assertThat(BestAttempt.better(earlier, later).attempt()).isEqualTo(best);
        assertThat(BestAttempt.better(null, later)).isEqualTo(later);
    }

    @ParameterizedTest
    @CsvSource({
        // a text that is better in both orders is kept whatever the scores are
        "9, true, 5, true, 0, LATER, LATER, 1",
        "5, true, 9, true, 0, EARLIER, EARLIER, 0",
        // else the scores decide
        "5, true, 9, true, 0, EARLIER, LATER, 1",
        "5, true, 9, true, 0, NEITHER, , 1",
        "9, true, 5, true, 0, LATER, , 0",
        // a verdict on another attempt says nothing
        "9, true, 5, true, 7, LATER, LATER, 0",
        // a text that failed safety never wins
        "9, false, 5, true, 0, EARLIER, EARLIER, 1",
        "5, true, 9, false, 0, LATER, LATER, 0",
        "5, false, 9, false, 0, EARLIER, EARLIER, 1"
    })
    void whatAJudgePrefersInBothOrdersIsKeptUnlessItFailedSafety(
            double first,
            boolean firstSafe,
            double second,
            boolean secondSafe,
            int about,
            PairChoice earlierFirst,
            @Nullable PairChoice laterFirst,
            int best) {
        BestAttempt earlier = new BestAttempt(0, first, firstSafe, null, new TreeMap<>(Map.of(1, "a")));
        BestAttempt later = new BestAttempt(1, second, secondSafe, null, new TreeMap<>(Map.of(1, "b")));
        PairVerdict verdict = new PairVerdict(about, earlierFirst, laterFirst);

        assertThat(BestAttempt.better(earlier, later, verdict).attempt()).isEqualTo(best);
        assertThat(BestAttempt.better(null, later, verdict)).isEqualTo(later);
    }
}
