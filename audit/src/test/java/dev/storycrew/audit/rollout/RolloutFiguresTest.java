package dev.storycrew.audit.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.core.story.Style;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RolloutFiguresTest {
    @Test
    void theFiguresOfAnArmAreItsOwnAndWhatOperatorsDecidedDoesNotCount() {
        List<ChapterOutcome> outcomes = List.of(
                outcome(Arm.SELECTIVE, 1, null, 1_000_000_000L, true),
                outcome(Arm.SELECTIVE, 1, null, 2_000_000_000L, false, true),
                outcome(Arm.SELECTIVE, 1, null, 3_000_000_000L, false, false, false, false),
                outcome(Arm.SELECTIVE, 2, "command", 9_000_000_000L, false, true),
                outcome(Arm.CONTROL, 1, null, 5_000_000_000L, false, false, true));

        ArmFigures selective = ArmFigures.of(Arm.SELECTIVE, outcomes);

        assertThat(selective.chapters()).isEqualTo(3);
        assertThat(selective.accepted()).isEqualTo(2);
        assertThat(selective.retried()).isEqualTo(2);
        assertThat(selective.passedAtFirstRetry()).isEqualTo(1);
        assertThat(selective.retries()).isEqualTo(4);
        assertThat(selective.meanCost()).isEqualTo(2.0);
        assertThat(selective.costPerAccepted()).isEqualTo(3.0);
        assertThat(ArmFigures.of(Arm.CONTROL, outcomes).passRateAtFirstRetry()).isZero();
    }

    @Test
    void aPlantedDifferenceIsMoreThanNoiseAndTheSameDrawnTwiceIsNot() {
        Random random = new Random(3);
        List<ChapterOutcome> outcomes = new ArrayList<>();
        for (int number = 0; number < 200; number++) {
            outcomes.add(outcome(Arm.SELECTIVE, 1, null, 1_000 + random.nextInt(500), false, random.nextInt(10) < 8));
            outcomes.add(outcome(Arm.CONTROL, 1, null, 2_000 + random.nextInt(500), false, random.nextInt(10) < 5));
        }
        ArmFigures selective = ArmFigures.of(Arm.SELECTIVE, outcomes);
        ArmFigures control = ArmFigures.of(Arm.CONTROL, outcomes);

        assertThat(Comparison.ofPassRates(selective, control).verdict()).endsWith("more than noise");
        assertThat(Comparison.ofCosts(selective, control).verdict()).endsWith("more than noise");
        assertThat(Comparison.ofPassRates(selective, selective).verdict()).endsWith("may well be noise");
        assertThat(Comparison.ofCosts(control, control).verdict()).endsWith("may well be noise");
    }

    @Test
    void noiseIsCalledMoreThanNoiseInAboutOneOfTwentyCases() {
        int called = 0;
        int cases = 200;
        for (int seed = 0; seed < cases; seed++) {
            Random random = new Random(seed);
            List<ChapterOutcome> outcomes = new ArrayList<>();
            for (int number = 0; number < 60; number++) {
                Arm arm = number % 2 == 0 ? Arm.SELECTIVE : Arm.CONTROL;
                outcomes.add(outcome(arm, 1, null, random.nextInt(1_000_000), false, random.nextBoolean()));
            }
            Comparison costs =
                    Comparison.ofCosts(ArmFigures.of(Arm.SELECTIVE, outcomes), ArmFigures.of(Arm.CONTROL, outcomes));
            called += costs.verdict().endsWith("more than noise") ? 1 : 0;
        }
        assertThat(called).isBetween(1, cases / 8);
    }

    @Test
    void whereEveryChapterPassesInBothArmsThereIsNoDifferenceHoweverManyThereAre() {
        List<ChapterOutcome> outcomes = new ArrayList<>();
        for (int number = 0; number < 6; number++) {
            outcomes.add(outcome(Arm.SELECTIVE, 1, null, 5, false, true));
            outcomes.add(outcome(Arm.CONTROL, 1, null, 5, false, true));
        }

        assertThat(Comparison.ofPassRates(ArmFigures.of(Arm.SELECTIVE, outcomes), ArmFigures.of(Arm.CONTROL, outcomes))
                        .verdict())
                .isEqualTo("p = 1.0000: may well be noise");
    }

    @Test
    void withFewChaptersNothingIsClaimed() {
        ArmFigures few = ArmFigures.of(Arm.SELECTIVE, List.of(outcome(Arm.SELECTIVE, 1, null, 5, false, true)));
        ArmFigures none = ArmFigures.of(Arm.CONTROL, List.of());

        assertThat(Comparison.ofPassRates(few, none).verdict()).isEqualTo("too few chapters to tell");
        assertThat(Comparison.ofCosts(few, none).verdict()).isEqualTo("too few chapters to tell");
    }

    private static ChapterOutcome outcome(Arm arm, int run, @Nullable String command, long nanoUsd, Boolean... passed) {
        BookFrame frame = new BookFrame("T", "g", "en", null, 100, 0.1, new Style(List.of(), null, List.of()));
        List<AttemptRecord> history = IntStream.range(0, passed.length)
                .mapToObj(attempt -> new AttemptRecord(
                        attempt,
                        new Scores(8, 8, 8, 8, 8, 8, 8),
                        true,
                        passed[attempt],
                        List.of(),
                        attempt < passed.length - 1 ? "EDIT_ONLY" : null,
                        false))
                .toList();
        boolean accepted = passed[passed.length - 1];
        return new ChapterOutcome(
                "request",
                new ChapterBrief(new ChapterId("b", 1), frame, "t", "s", List.of(), null),
                run,
                accepted ? ChapterOutcome.Kind.ACCEPTED : ChapterOutcome.Kind.EXHAUSTED,
                null,
                null,
                StoryBible.initial(List.of(), List.of(), null),
                history,
                List.of(new StageCost(0, Stage.WRITE, new Usage(1, 0, 1, 0, 0, 1, 0, nanoUsd, true))),
                arm,
                "default@1",
                "because",
                command,
                1,
                2,
                EndReason.UNKNOWN,
                null,
                Explanations.VERSION);
    }
}
