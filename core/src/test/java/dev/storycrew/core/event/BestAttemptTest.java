package dev.storycrew.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
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
}
