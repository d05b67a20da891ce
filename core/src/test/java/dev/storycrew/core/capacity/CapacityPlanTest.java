package dev.storycrew.core.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.storycrew.core.capacity.CapacityLimit.Kind;
import dev.storycrew.core.story.Stage;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In the measured chapters each stage ran once for 10 s, but the second ran twice for 30 s: 100 s in all. */
class CapacityPlanTest {
    private static final Stage SLOW = Stage.values()[1];
    private static final BooksAtWork MANY_BOOKS = new BooksAtWork(1_000_000, new TreeMap<>());

    @ParameterizedTest
    @CsvSource({
        // wanted, partitions, lanes of a process -> busy, lanes, processes, lanes each
        "60,   12, 8,  1.0,    2,   1, 8",
        "480,  12, 8,  8.0,   10,   2, 8",
        "1920, 12, 8,  32.0,  40,   5, 8",
        "4608, 12, 8,  76.8,  96,  12, 8",
        "9600, 12, 8,  160.0, 200, 12, 17",
        "9600, 1,  8,  160.0, 200, 1,  200",
        "1,    4,  16, 0.0167, 1,  1,  16",
    })
    void aRateNeedsAsManyLanesAsLittlesLawSays(
            double wanted, int partitions, int lanesOfOne, double busy, int lanes, int processes, int lanesEach) {
        CapacityPlan plan = CapacityPlan.of(
                wanted, measured(), pools(OptionalInt.of(1), lanesOfOne, partitions), List.of(), MANY_BOOKS);

        StageNeed need = plan.stages().get(SLOW.ordinal());
        assertThat(need.busyLanes()).isCloseTo(busy, within(0.001));
        assertThat(need.lanes()).isEqualTo(lanes);
        assertThat(need.processes()).isEqualTo(processes);
        assertThat(need.lanesEach()).isEqualTo(lanesEach);
    }

    @Test
    void theSlowestStageIsTheLimit() {
        CapacityLimit limit =
                plan(pools(OptionalInt.of(2), 8, 12), List.of(), MANY_BOOKS).limit();

        assertThat(limit.kind()).isEqualTo(Kind.LANES);
        assertThat(limit.chaptersPerHour()).isCloseTo(2 * 8 * 3600 / 60.0, within(0.001));
        assertThat(limit.because()).startsWith(SLOW.label() + " has 2 processes with 8 lanes each");
        assertThat(limit.advice()).contains("./storycrew stage " + SLOW.label());
    }

    @Test
    void withAProcessForEachPartitionOnlyMoreLanesHelp() {
        CapacityLimit limit =
                plan(pools(OptionalInt.of(4), 8, 4), List.of(), MANY_BOOKS).limit();

        assertThat(limit.kind()).isEqualTo(Kind.PARTITIONS);
        assertThat(limit.advice()).contains("lanes: ").contains("spares").doesNotContain("--instance");
    }

    @Test
    void aStageWithoutAProcessLetsNothingThrough() {
        List<StagePool> pools = new java.util.ArrayList<>(pools(OptionalInt.of(4), 8, 4));
        pools.set(0, new StagePool(Stage.first(), OptionalInt.of(0), 8, 4));

        CapacityLimit limit = plan(pools, List.of(), MANY_BOOKS).limit();

        assertThat(limit.kind()).isEqualTo(Kind.NO_PROCESS);
        assertThat(limit.chaptersPerHour()).isZero();
        assertThat(limit.advice())
                .isEqualTo("./storycrew stage " + Stage.first().label());
    }

    @Test
    void whatCannotBeFoundOutIsNoLimitAndNotInvented() {
        CapacityPlan plan = plan(pools(OptionalInt.empty(), 8, 4), List.of(), MANY_BOOKS);

        assertThat(plan.limits()).extracting(CapacityLimit::kind).containsExactly(Kind.BOOKS);
    }

    @ParameterizedTest
    @CsvSource({
        // requests, tokens, concurrent, circuit open -> chapters an hour; 6 calls, 6,000 tokens and 100 s a chapter
        "60,  ,       ,   false, 600,  allows 60 requests a minute",
        ",    100000, ,   false, 1000, 'allows 100,000 tokens a minute'",
        ",    ,       10, false, 360,  allows 10 concurrent calls",
        "1,   100000, 10, false, 10,   allows 1 request a minute",
        "60,  100000, 10, true,  0,    the circuit of openai is open",
    })
    void anAccountsLimitHoldsForAllItsStagesTogether(
            @Nullable Integer requests,
            @Nullable Integer tokens,
            @Nullable Integer concurrent,
            boolean open,
            double perHour,
            String because) {
        AccountLimit account =
                new AccountLimit("openai", EnumSet.allOf(Stage.class), requests, tokens, concurrent, open);

        CapacityLimit limit = plan(pools(OptionalInt.of(100), 100, 100), List.of(account), MANY_BOOKS)
                .limit();

        assertThat(limit.chaptersPerHour()).isCloseTo(perHour, within(0.001));
        assertThat(limit.because()).contains(because);
    }

    @Test
    void anAccountIsChargedOnlyForItsOwnStages() {
        AccountLimit account = new AccountLimit("openai", Set.of(Stage.first()), 1, null, null, false);

        assertThat(plan(pools(OptionalInt.of(100), 100, 100), List.of(account), MANY_BOOKS)
                        .limit()
                        .chaptersPerHour())
                .isCloseTo(60, within(0.001));
    }

    @Test
    void aBooksChaptersComeOneAfterAnother() {
        CapacityPlan plan = plan(pools(OptionalInt.of(12), 8, 12), List.of(), new BooksAtWork(2, new TreeMap<>()));

        assertThat(plan.limit().kind()).isEqualTo(Kind.BOOKS);
        assertThat(plan.limit().chaptersPerHour()).isCloseTo(72, within(0.001));
        assertThat(plan.limit().because())
                .contains("2 books have a chapter that can go on")
                .contains("100 s each");
        assertThat(plan.books()).as("books for 360 chapters an hour of 100 s").isEqualTo(10);
    }

    @Test
    void heldBooksAreNamedWithWhatLetsThemGoOn() {
        BooksAtWork books = new BooksAtWork(0, new TreeMap<>(Map.of("salt", "./storycrew release salt")));

        CapacityLimit limit =
                plan(pools(OptionalInt.of(12), 8, 12), List.of(), books).limit();

        assertThat(limit.chaptersPerHour()).isZero();
        assertThat(limit.because()).isEqualTo("no book has a chapter that can go on; 1 other book is held up");
        assertThat(limit.advice()).startsWith("let the held ones go on: ./storycrew release salt");
    }

    @Test
    void tooLittleHistoryMakesNoPlan() {
        MeasuredWork two = new MeasuredWork(2, measured().stages(), 0, 1000, new TreeSet<>());

        assertThat(two.isEnough()).isFalse();
        assertThatThrownBy(() -> CapacityPlan.of(1, two, List.of(), List.of(), MANY_BOOKS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "NaN", "Infinity"})
    void aRateThatIsNoneIsRefused(double rate) {
        assertThatThrownBy(
                        () -> CapacityPlan.of(rate, measured(), pools(OptionalInt.of(1), 8, 12), List.of(), MANY_BOOKS))
                .hasMessageContaining("above 0");
    }

    private static CapacityPlan plan(List<StagePool> pools, List<AccountLimit> accounts, BooksAtWork books) {
        return CapacityPlan.of(360, measured(), pools, accounts, books);
    }

    private static MeasuredWork measured() {
        Map<Stage, StageWork> stages = new EnumMap<>(Stage.class);
        for (Stage stage : Stage.values()) {
            stages.put(
                    stage,
                    stage == SLOW ? new StageWork(20, 600_000, 20, 20_000) : new StageWork(10, 100_000, 10, 10_000));
        }
        return new MeasuredWork(10, stages, 0, 3_600_000, new TreeSet<>(Set.of("some-model")));
    }

    private static List<StagePool> pools(OptionalInt processes, int lanes, int partitions) {
        return Arrays.stream(Stage.values())
                .map(stage -> new StagePool(stage, processes, lanes, partitions))
                .toList();
    }
}
