package dev.storycrew.core.kpi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.FullReading;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.judge.Severity;
import dev.storycrew.core.kpi.ChapterFact.HasEnded;
import dev.storycrew.core.kpi.ChapterFact.Place;
import dev.storycrew.core.kpi.ChapterFact.StageRan;
import dev.storycrew.core.kpi.ChapterFact.WasReopened;
import dev.storycrew.core.kpi.ChapterFact.WasSentBack;
import dev.storycrew.core.retry.Arm;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.Stage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChapterFiguresTest {
    private static final String MONDAY = "2026-11-23";
    private static final String TUESDAY = "2026-11-24";
    private static final Scores GOOD = new Scores(8, 8, 8, 8, 8, 8, 8);
    private static final Scores POOR = new Scores(7.25, 8, 8, 8, 8, 5, 8);

    private long offset;

    @Test
    void aChapterAcceptedAtFirstSightCountsOnce() {
        KpiRollup monday =
                only(figures(pass(MONDAY, 1, 0, false), ended(MONDAY, 1, ChapterOutcome.Kind.ACCEPTED, good(0))));

        assertThat(monday.period()).isEqualTo(MONDAY);
        assertThat(monday.get(KpiMeasure.CHAPTERS_ACCEPTED)).isEqualTo(1);
        assertThat(monday.get(KpiMeasure.JUDGED)).isEqualTo(1);
        assertThat(monday.get(KpiMeasure.JUDGE_PASSED)).isEqualTo(1);
        assertThat(monday.get(KpiMeasure.PASSED_AT_FIRST_SIGHT)).isEqualTo(1);
        assertThat(monday.by(KpiMeasure.CHAPTERS_BY_RETRIES)).containsExactly(Map.entry("0", 1L));
        assertThat(monday.by(KpiMeasure.SCORE_THOUSANDTHS_BY_CRITERION))
                .containsEntry("hook", 8000L)
                .hasSize(7);
        assertThat(monday.get(KpiMeasure.RETRY_COST_NANO_USD)).isZero();
        assertThat(monday.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).isZero();
    }

    @Test
    void costTokensAndTimeAreThoseOfTheLevelThatWasWorkedOnWithFirstPassAndBibleApart() {
        KpiRollup day = only(figures(
                pass(MONDAY, 1, 0, false),
                sentBack(MONDAY, 1, 0, "EDIT_ONLY", false),
                List.of(ran(MONDAY, 1, 1, Stage.EDIT, 30), ran(MONDAY, 1, 1, Stage.JUDGE, 10)),
                ended(MONDAY, 1, ChapterOutcome.Kind.ACCEPTED, poor(0), good(1)),
                List.of(ran(MONDAY, 1, 1, Stage.BIBLE, 7))));

        assertThat(day.by(KpiMeasure.COST_NANO_USD_BY_LEVEL))
                .containsExactlyInAnyOrderEntriesOf(Map.of("first_pass", 400L, "EDIT_ONLY", 40L, "bible", 7L));
        assertThat(day.by(KpiMeasure.TOKENS_BY_LEVEL)).containsEntry("EDIT_ONLY", 30L);
        assertThat(day.by(KpiMeasure.MILLIS_BY_LEVEL)).containsEntry("bible", 5L);
        assertThat(day.by(KpiMeasure.COST_NANO_USD_BY_ARM)).containsExactly(Map.entry("SELECTIVE", 447L));
        assertThat(day.get(KpiMeasure.COST_NANO_USD)).isEqualTo(447);
        assertThat(day.get(KpiMeasure.RETRY_COST_NANO_USD)).isEqualTo(40);
        assertThat(day.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).isEqualTo(400);
        assertThat(day.by(KpiMeasure.CHAPTERS_BY_RETRIES)).containsExactly(Map.entry("1", 1L));
    }

    @Test
    void whatHappenedOnTwoDaysCountsOnEachAndAddsUp() {
        SortedMap<String, KpiRollup> days = figures(
                        pass(MONDAY, 1, 0, false),
                        sentBack(MONDAY, 1, 0, "EDIT_ONLY", true),
                        List.of(ran(TUESDAY, 1, 1, Stage.EDIT, 30), ran(TUESDAY, 1, 1, Stage.JUDGE, 10)),
                        ended(TUESDAY, 1, ChapterOutcome.Kind.EXHAUSTED, poor(0), poor(1)))
                .byDay();

        assertThat(on(MONDAY, days).get(KpiMeasure.COST_NANO_USD)).isEqualTo(400);
        assertThat(on(MONDAY, days).get(KpiMeasure.ESCALATIONS)).isEqualTo(1);
        assertThat(on(MONDAY, days).ended()).isZero();
        assertThat(on(TUESDAY, days).get(KpiMeasure.COST_NANO_USD)).isEqualTo(40);
        assertThat(on(TUESDAY, days).get(KpiMeasure.CHAPTERS_EXHAUSTED)).isEqualTo(1);
        assertThat(on(TUESDAY, days).get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).isEqualTo(400);
        assertThat(on(TUESDAY, days).by(KpiMeasure.ISSUES_BY_TYPE)).containsExactly(Map.entry("hook", 2L));
    }

    @Test
    void aSecondOutcomeCorrectsTheFirstAndItsAttemptsAreNotCountedAgain() {
        ChapterFigures first =
                figures(pass(MONDAY, 1, 0, false), ended(MONDAY, 1, ChapterOutcome.Kind.EXHAUSTED, poor(0)));

        ChapterFigures both = with(first, ended(TUESDAY, 1, ChapterOutcome.Kind.ACCEPTED, poor(0)));

        assertThat(on(MONDAY, both.byDay()).ended()).isZero();
        assertThat(on(MONDAY, both.byDay()).get(KpiMeasure.JUDGED)).isEqualTo(1);
        assertThat(on(TUESDAY, both.byDay()).get(KpiMeasure.CHAPTERS_ACCEPTED)).isEqualTo(1);
        assertThat(on(TUESDAY, both.byDay()).get(KpiMeasure.JUDGED)).isZero();
        assertThat(ChapterFigures.changes(first, both))
                .extracting(KpiRollup::period)
                .contains(MONDAY, TUESDAY);
    }

    @Test
    void anAcceptedOutcomeStandsUntilAnotherIsAccepted() {
        ChapterFigures chapter = figures(
                pass(MONDAY, 1, 0, false),
                ended(MONDAY, 1, ChapterOutcome.Kind.ACCEPTED, good(0)),
                ended(TUESDAY, 2, ChapterOutcome.Kind.EXHAUSTED, poor(0)));

        assertThat(on(MONDAY, chapter.byDay()).get(KpiMeasure.CHAPTERS_ACCEPTED))
                .isEqualTo(1);
        assertThat(on(TUESDAY, chapter.byDay()).ended()).isZero();
    }

    @Test
    void anOperatorsRunIsOfTheLevelThatWasOrderedAndNoFirstSight() {
        KpiRollup day = only(figures(
                pass(MONDAY, 1, 0, false),
                ended(MONDAY, 1, ChapterOutcome.Kind.EXHAUSTED, poor(0)),
                List.of(new WasReopened(place(MONDAY), 2, "WRITE_ONLY")),
                List.of(ran(MONDAY, 2, 0, Stage.WRITE, 50), ran(MONDAY, 2, 0, Stage.JUDGE, 10)),
                ended(MONDAY, 2, ChapterOutcome.Kind.ACCEPTED, good(0))));

        assertThat(day.by(KpiMeasure.COST_NANO_USD_BY_LEVEL))
                .containsExactlyInAnyOrderEntriesOf(Map.of("first_pass", 400L, "WRITE_ONLY", 60L));
        assertThat(day.get(KpiMeasure.JUDGED)).isEqualTo(2);
        assertThat(day.get(KpiMeasure.JUDGED_AT_FIRST_SIGHT)).isEqualTo(1);
        assertThat(day.get(KpiMeasure.RETRY_COST_NANO_USD)).isZero();
        assertThat(day.get(KpiMeasure.CHAPTERS_ACCEPTED)).isEqualTo(1);
        assertThat(day.ended()).isEqualTo(1);
    }

    @Test
    void aRepeatedStageRunIsPaidForTwiceAndComparedOnce() {
        KpiRollup day = only(figures(
                pass(MONDAY, 1, 0, false),
                sentBack(MONDAY, 1, 0, "EDIT_ONLY", false),
                List.of(
                        ran(MONDAY, 1, 1, Stage.EDIT, 30),
                        ran(MONDAY, 1, 1, Stage.EDIT, 30),
                        ran(MONDAY, 1, 1, Stage.JUDGE, 10),
                        ran(MONDAY, 1, 1, Stage.JUDGE, 10))));

        assertThat(day.get(KpiMeasure.RETRY_COST_NANO_USD)).isEqualTo(80);
        assertThat(day.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).isEqualTo(400);
    }

    @Test
    void aLevelThatIsNotToldYetIsUnknownUntilItsDecisionComes() {
        ChapterFigures early = figures(List.of(ran(MONDAY, 1, 1, Stage.EDIT, 30)));

        ChapterFigures told = with(early, sentBack(MONDAY, 1, 0, "EDIT_ONLY", false));

        assertThat(only(early).by(KpiMeasure.COST_NANO_USD_BY_LEVEL)).containsExactly(Map.entry("unknown", 30L));
        assertThat(only(told).by(KpiMeasure.COST_NANO_USD_BY_LEVEL)).containsExactly(Map.entry("EDIT_ONLY", 30L));
        assertThat(only(told).by(KpiMeasure.COST_NANO_USD_BY_ARM)).containsExactly(Map.entry("SELECTIVE", 30L));
    }

    @ParameterizedTest
    @CsvSource({"hook, hook", "plot_hole, plot_hole", "情节, 情节", "the hero never says why he came, other", "a+b, other"})
    void anIssuesTypeIsAWord(String type, String counted) {
        AttemptRecord judged = new AttemptRecord(
                0,
                POOR,
                true,
                false,
                List.of(new Issue(type.replace("plot_hole", "Plot Hole"), Severity.LOW, "", null)),
                null,
                false);

        assertThat(only(figures(ended(MONDAY, 1, ChapterOutcome.Kind.EXHAUSTED, judged)))
                        .by(KpiMeasure.ISSUES_BY_TYPE))
                .containsExactly(Map.entry(type.contains(" ") ? "the_hero_never_says_why_he_came" : counted, 1L));
    }

    @Test
    void partialReviewsAreCountedByModel() {
        KpiRollup day = only(figures(List.of(
                reviewed(null, true), reviewed(FullReading.SAMPLED, true), reviewed(FullReading.SAMPLED, false))));

        assertThat(day.by(KpiMeasure.PARTIAL_REVIEWS_BY_MODEL)).containsExactly(Map.entry("m", 3L));
        assertThat(day.by(KpiMeasure.READ_BOTH_WAYS_BY_MODEL)).containsExactly(Map.entry("m", 2L));
        assertThat(day.by(KpiMeasure.DISAGREEMENTS_BY_MODEL)).containsExactly(Map.entry("m", 1L));
    }

    /** Whatever the order, and however often a record comes. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void theOrderOfTheFactsChangesNothing(long seed) {
        List<ChapterFact> facts = new ArrayList<>(figures(
                        pass(MONDAY, 1, 0, false),
                        sentBack(MONDAY, 1, 0, "EDIT_ONLY", false),
                        List.of(ran(TUESDAY, 1, 1, Stage.EDIT, 30), ran(TUESDAY, 1, 1, Stage.JUDGE, 10)),
                        ended(TUESDAY, 1, ChapterOutcome.Kind.EXHAUSTED, poor(0), poor(1)),
                        List.of(new WasReopened(place(TUESDAY), 2, "WRITE_ONLY")),
                        pass("2026-12-01", 2, 0, true),
                        ended("2026-12-01", 2, ChapterOutcome.Kind.ACCEPTED, good(0)))
                .facts());
        SortedMap<String, KpiRollup> expected = new ChapterFigures(facts).byDay();
        facts.addAll(facts.subList(0, 4));
        Collections.shuffle(facts, new Random(seed));

        ChapterFigures chapter = ChapterFigures.none();
        SortedMap<String, KpiRollup> summed = new TreeMap<>();
        for (ChapterFact fact : facts) {
            ChapterFigures after = chapter.after(fact);
            ChapterFigures.changes(chapter, after)
                    .forEach(change -> summed.merge(change.period(), change, KpiRollup::plus));
            chapter = after;
        }

        assertThat(chapter.byDay()).isEqualTo(expected);
        summed.values().removeIf(KpiRollup::isEmpty);
        assertThat(summed).isEqualTo(expected);
    }

    @Test
    void factsOfTheSameMomentAndOffsetInTheirTopicsComeInOneOrder() {
        Place tie = place(MONDAY);
        List<ChapterFact> facts = new ArrayList<>(List.of(
                new HasEnded(tie, 1, ChapterOutcome.Kind.EXHAUSTED, Arm.CONTROL, List.of(poor(0)), false, 9000),
                new WasSentBack(tie, 1, 0, "EDIT_ONLY", false, Arm.SELECTIVE),
                new WasReopened(tie, 2, "WRITE_ONLY"),
                new StageRan(tie, ran(MONDAY, 1, 1, Stage.EDIT, 30).run())));
        ChapterFigures expected = new ChapterFigures(facts);

        Collections.reverse(facts);

        assertThat(new ChapterFigures(facts)).isEqualTo(expected);
        assertThat(new ChapterFigures(facts).byDay()).isEqualTo(expected.byDay());
    }

    private static ChapterFigures with(ChapterFigures chapter, List<? extends ChapterFact> facts) {
        ChapterFigures after = chapter;
        for (ChapterFact fact : facts) {
            after = after.after(fact);
        }
        return after;
    }

    @SafeVarargs
    private static ChapterFigures figures(List<? extends ChapterFact>... facts) {
        return with(
                ChapterFigures.none(), Stream.of(facts).flatMap(List::stream).toList());
    }

    private static KpiRollup on(String day, SortedMap<String, KpiRollup> days) {
        return days.getOrDefault(day, KpiRollup.empty(day));
    }

    private static KpiRollup only(ChapterFigures chapter) {
        assertThat(chapter.byDay()).hasSize(1);
        return chapter.byDay().values().iterator().next();
    }

    private Place place(String day) {
        return new Place(Instant.parse(day + "T10:00:00Z").toEpochMilli() + offset, offset++);
    }

    /** Each stage before the bible costs 100. */
    private List<StageRan> pass(String day, int run, int attempt, boolean withBible) {
        return Arrays.stream(Stage.values())
                .filter(stage -> withBible || !stage.followsAcceptance())
                .map(stage -> ran(day, run, attempt, stage, 100))
                .toList();
    }

    private StageRan ran(String day, int run, int attempt, Stage stage, long cost) {
        return ran(day, run, attempt, stage, cost, null);
    }

    private StageRan reviewed(@Nullable FullReading full, boolean agreed) {
        return ran(MONDAY, 1, 1, Stage.JUDGE, 10, new PartialReview(true, 8, full, agreed));
    }

    private StageRan ran(String day, int run, int attempt, Stage stage, long cost, @Nullable PartialReview review) {
        StageRun ended = new StageRun(
                new ChapterId("book", 1),
                "request",
                run,
                attempt,
                stage,
                StageRun.Phase.FINISHED,
                new TreeSet<>(),
                "p",
                "m",
                null,
                null,
                "digest",
                new Usage(1, 0, 10, 10, 0, 5, 0, cost, true),
                false,
                5,
                "one",
                null,
                1,
                new TreeSet<>(),
                review,
                null,
                0,
                List.of(),
                null);
        ChapterFact.OfChapter told = ChapterFact.of(ended, place(day));
        return (StageRan) Objects.requireNonNull(told).fact();
    }

    private List<WasSentBack> sentBack(String day, int run, int attempt, String level, boolean escalated) {
        return List.of(new WasSentBack(place(day), run, attempt, level, escalated, Arm.SELECTIVE));
    }

    private List<HasEnded> ended(String day, int run, ChapterOutcome.Kind kind, AttemptRecord... attempts) {
        return List.of(new HasEnded(place(day), run, kind, Arm.SELECTIVE, List.of(attempts), false, 9000));
    }

    private static AttemptRecord good(int attempt) {
        return new AttemptRecord(attempt, GOOD, true, true, List.of(), null, false);
    }

    private static AttemptRecord poor(int attempt) {
        return new AttemptRecord(
                attempt, POOR, true, false, List.of(new Issue("hook", Severity.HIGH, "", null)), "EDIT_ONLY", false);
    }
}
