package dev.storycrew.core.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.storycrew.core.cost.Price;
import dev.storycrew.core.story.Stage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EstimatorTest {
    private static final Stage STAGE = Stage.values()[1];

    /** 1,000 tokens in and as many out as the text has, and the same again for each retry. */
    private static final StageTokens TOKENS = new StageTokens(1, 1_000, 0, 0, 1);

    private static final StageTokens DEARER = new StageTokens(1, 1_000, 0, 0, 2);

    private static final TypicalWork TYPICAL = new TypicalWork(
            "a test",
            1.5,
            1,
            Map.of(STAGE, 400.0),
            Map.of(STAGE, TOKENS),
            Map.of(
                    "EDIT_ONLY", new TypicalWork.OfLevel(0.75, Map.of(STAGE, TOKENS)),
                    "FULL_RETRY", new TypicalWork.OfLevel(0.25, Map.of(STAGE, DEARER))),
            List.of(new TypicalWork.Growth(1, 0), new TypicalWork.Growth(11, 1_000)));

    @Test
    void aChapterCostsItsFirstPassAndItsRetries() {
        BookEstimate estimate = estimate(1, null);

        // 2,000 words are 3,000 tokens; a mean retry answers 1.25 times as many.
        assertThat(estimate.input().likely()).isEqualTo(1_000 + 1_000);
        assertThat(estimate.output().likely()).isEqualTo(3_000 + 3_750);
        assertThat(Objects.requireNonNull(estimate.usd()).likely())
                .isCloseTo((2_000 * 2 + 6_750 * 8) / 1e6, within(1e-9));
        assertThat(estimate.seconds().likely()).isCloseTo(2 * 3 + 6_750 * 0.02, within(1e-9));
    }

    @Test
    void theRangeIsThatOfTheRetries() {
        BookEstimate estimate = estimate(1, null);

        assertThat(estimate.retriesPerChapter()).isEqualTo(Estimator.UNKNOWN_RETRIES);
        assertThat(estimate.output().low()).isCloseTo(3_000 + 0.3 * 3_750, within(1e-9));
        assertThat(estimate.output().high()).isEqualTo(3_000 + 2 * 3_750);
    }

    @Test
    void aBookGrowsFromChapterToChapter() {
        double flat = 11 * estimate(1, null).input().likely();

        // Each of two calls reads 100 tokens more with each chapter: 0 + 100 + .. + 1,000.
        assertThat(estimate(11, null).input().likely() - flat).isCloseTo(2 * 5_500, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "6, 500", "11, 1000", "21, 2000"})
    void growthGoesOnAsItDidBefore(int chapter, double more) {
        assertThat(TYPICAL.moreInput(chapter)).isEqualTo(more);
    }

    @Test
    void aLongerBibleIsReadInEachCall() {
        PlannedBook plain = new PlannedBook("b", 1, 2_000, false, Map.of(STAGE, 400.0));
        PlannedBook rich = new PlannedBook("b", 1, 2_000, false, Map.of(STAGE, 900.0));

        assertThat(estimator(null, 3).of(rich).input().likely()
                        - estimator(null, 3).of(plain).input().likely())
                .isEqualTo(2 * 500);
    }

    @Test
    void theClustersOwnRetriesCount() {
        PastChapters past = past(List.of("FULL_RETRY"), List.of("FULL_RETRY"), List.of(), List.of());
        BookEstimate estimate = estimate(1, past);

        assertThat(estimate.retriesPerChapter().likely()).isEqualTo(0.5);
        assertThat(estimate.retriesPerChapter().low()).isBetween(0.0, 0.5);
        assertThat(estimate.output().likely()).isCloseTo(3_000 + 0.5 * 6_000, within(1e-9));
    }

    @Test
    void longerAnswersOfTheClustersModelsCount() {
        PastChapters past = new PastChapters(
                Collections.nCopies(3, List.of()), Map.of(STAGE, new PastChapters.OfStage(3_000, 9_000, 0, 0, 0, 0)));

        // Three tokens a word instead of one and a half.
        assertThat(estimate(1, past).output().likely()).isCloseTo(6_000, within(1e-6));
    }

    @Test
    void whatTheClusterReadsFromACacheIsCheaper() {
        PastChapters past = new PastChapters(
                Collections.nCopies(3, List.of()), Map.of(STAGE, new PastChapters.OfStage(0, 0, 1_000, 500, 0, 0)));

        assertThat(Objects.requireNonNull(estimate(1, past).usd()).likely())
                .isCloseTo((500 * 2 + 500 * 1 + 3_000 * 8) / 1e6, within(1e-9));
    }

    @Test
    void twoChaptersAreNoHistory() {
        assertThat(estimate(1, past(List.of(), List.of())).retriesPerChapter()).isEqualTo(Estimator.UNKNOWN_RETRIES);
    }

    @Test
    void aPolicyWithoutRetriesHasNone() {
        BookEstimate estimate = estimator(null, 0).of(new PlannedBook("b", 1, 2_000, false, Map.of(STAGE, 400.0)));

        assertThat(estimate.retriesPerChapter()).isEqualTo(Range.NOTHING);
        assertThat(estimate.output()).isEqualTo(Range.exactly(3_000));
    }

    @Test
    void withoutAPriceThereAreOnlyTokens() {
        Map<Stage, StageRate> rates = new EnumMap<>(rates());
        rates.put(STAGE, new StageRate(null, 3, Range.exactly(0.02)));
        BookEstimate estimate =
                new Estimator(TYPICAL, null, rates, 3).of(new PlannedBook("b", 1, 2_000, false, Map.of(STAGE, 400.0)));

        assertThat(estimate.usd()).isNull();
        assertThat(estimate.output().likely()).isPositive();
    }

    @Test
    void inAScriptWithoutBlanksEachCharacterIsAWord() {
        PlannedBook book = new PlannedBook("b", 1, 2_000, true, Map.of(STAGE, 400.0));

        assertThat(estimator(null, 0).of(book).output().likely()).isEqualTo(2_000);
    }

    @SafeVarargs
    private static PastChapters past(List<String>... retries) {
        return new PastChapters(new ArrayList<>(List.of(retries)), Map.of());
    }

    private static BookEstimate estimate(int chapters, @Nullable PastChapters past) {
        return estimator(past, 3).of(new PlannedBook("b", chapters, 2_000, false, Map.of(STAGE, 400.0)));
    }

    private static Estimator estimator(@Nullable PastChapters past, int maxRetries) {
        return new Estimator(TYPICAL, past, rates(), maxRetries);
    }

    private static Map<Stage, StageRate> rates() {
        return Map.of(STAGE, new StageRate(Price.of(2, 1, 8), 3, Range.exactly(0.02)));
    }
}
