package dev.storycrew.core.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.event.RetryOrder;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.retry.Review;
import dev.storycrew.core.retry.Scope;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class PartialReviewsTest {
    private static final Set<Integer> SCENES = Set.of(1, 2, 3, 4, 5);
    private static final int WORDS = 1_000;

    static Stream<Arguments> orders() {
        return Stream.of(
                Arguments.of(order("prose", Set.of(2), 100), false, null),
                Arguments.of(order("prose", Set.of(2), 400), false, null),
                Arguments.of(order("prose", Set.of(2), 401), false, FullReading.MANY_WORDS),
                Arguments.of(order("prose", Set.of(), 0), false, FullReading.NOTHING_TO_LEAVE_OUT),
                Arguments.of(order("prose", SCENES, 100), false, FullReading.NOTHING_TO_LEAVE_OUT),
                Arguments.of(order("continuity", Set.of(2), 100), false, FullReading.FORMER_ISSUE),
                Arguments.of(order("safety", Set.of(2), 100), false, FullReading.FORMER_ISSUE),
                Arguments.of(order("clue_fairness", Set.of(2), 100), false, FullReading.FORMER_ISSUE),
                Arguments.of(order("hook", Set.of(2, 3), 100), true, FullReading.SECOND_IN_A_ROW));
    }

    @ParameterizedTest
    @MethodSource("orders")
    void whatSpeaksAgainstReadingOnlyAPartIsKnownBeforeTheCall(
            RetryOrder order, boolean reviewedInPart, @Nullable FullReading against) {
        assertThat(PartialReviews.standingAgainst(order, SCENES, WORDS, reviewedInPart))
                .isEqualTo(against);
    }

    @Test
    void aSingleScoreThatFallsIsEnough() {
        Scores before = new Scores(8, 8, 6, 8, 7, 8, 8);

        assertThat(PartialReviews.fell(before, before)).isFalse();
        assertThat(PartialReviews.fell(before, new Scores(9, 9, 9, 9, 9, 9, 9))).isFalse();
        for (int lower = 0; lower < 7; lower++) {
            double[] scores = {8, 8, 6, 8, 7, 8, 8};
            scores[lower] -= 0.5;
            assertThat(PartialReviews.fell(
                            before,
                            new Scores(scores[0], scores[1], scores[2], scores[3], scores[4], scores[5], scores[6])))
                    .as("score %s", lower)
                    .isTrue();
        }
    }

    private static RetryOrder order(String issue, Set<Integer> changed, int words) {
        RetryOrder order = new RetryOrder(
                        "EDIT_ONLY",
                        Scope.SCENES,
                        new TreeSet<>(changed),
                        Set.of(),
                        List.of(new Issue(issue, Severity.MEDIUM, "", "scene 2")),
                        List.of())
                .reviewing(Review.CHANGED_SCENES);
        return order.afterTexts(new TreeMap<>(), new TreeSet<>(changed), words);
    }
}
