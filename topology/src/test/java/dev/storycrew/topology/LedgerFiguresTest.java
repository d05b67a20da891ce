package dev.storycrew.topology;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.kpi.ChapterFact;
import dev.storycrew.core.kpi.KpiFold;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.ledger.SavingsLedger;
import dev.storycrew.core.ledger.ServiceStatus;
import dev.storycrew.core.story.ChapterId;
import dev.storycrew.schemas.topic.Topic;
import dev.storycrew.topology.ledger.LedgerSettings;
import dev.storycrew.topology.ledger.LedgerTopology;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ledger writes is what counting all records at once gives, whatever happens to records and ledger. */
class LedgerFiguresTest {
    @TempDir
    private Path folder;

    private final SortedMap<String, KpiRollup> written = new TreeMap<>();
    private final Map<String, Map<String, Object>> state = new HashMap<>();
    private final List<KpiRollup> exported = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aRandomHistoryIsCountedAsAWholeHoweverTheLedgerIsStopped(long seed) throws Exception {
        Random random = new Random(seed);
        List<RandomHistory.Told> told = RandomHistory.of(seed, 4 + random.nextInt(8));
        KpiFold fold = new KpiFold();
        List<RandomHistory.Told> anyOrder = new ArrayList<>(told);
        Collections.shuffle(anyOrder, random);

        int stop = random.nextInt(told.size());
        for (List<RandomHistory.Told> part : List.of(told.subList(0, stop), told.subList(stop, told.size()))) {
            try (Driver driver = start()) {
                state.forEach(driver::restore);
                part.forEach(one -> send(driver, one));
                take(driver);
            }
        }
        for (RandomHistory.Told one : anyOrder) {
            ChapterFact.OfChapter fact = ChapterFact.of(one.value(), new ChapterFact.Place(one.at(), 0));
            if (fact != null) {
                fold.take(fact);
            }
        }

        SortedMap<String, KpiRollup> expected = new TreeMap<>(fold.periods());
        assertThat(Objects.requireNonNull(state.get("rollups")).get(KpiPeriod.TOTAL))
                .isEqualTo(expected.remove(KpiPeriod.TOTAL));
        written.values().removeIf(KpiRollup::isEmpty);
        assertThat(written).isEqualTo(expected);
        assertThatNothingExportedFell();
    }

    @Test
    void aLedgerOfAnOlderVersionGoesOnExportingFromItsTotals() throws Exception {
        List<RandomHistory.Told> told = RandomHistory.of(1, 8);
        try (Driver driver = start()) {
            told.subList(0, told.size() / 2).forEach(one -> send(driver, one));
            take(driver);
        }
        Map<String, Object> rollups = Objects.requireNonNull(state.get("rollups"));
        rollups.remove(KpiPeriod.EXPORTED);
        exported.clear();
        exported.add((KpiRollup) Objects.requireNonNull(rollups.get(KpiPeriod.TOTAL)));

        try (Driver driver = start()) {
            state.forEach(driver::restore);
            told.subList(told.size() / 2, told.size()).forEach(one -> send(driver, one));
        }

        assertThatNothingExportedFell();
    }

    @Test
    void aRandomHistoryHasWhatCanGoWrong() {
        KpiRollup all = new KpiRollup(KpiPeriod.TOTAL, new TreeMap<>());
        for (long seed = 1; seed <= 12; seed++) {
            KpiFold fold = new KpiFold();
            RandomHistory.of(seed, 8).forEach(one -> {
                ChapterFact.OfChapter fact = ChapterFact.of(one.value(), new ChapterFact.Place(one.at(), 0));
                if (fact != null) {
                    fold.take(fact);
                }
            });
            all = all.plus(fold.periods().getOrDefault(KpiPeriod.TOTAL, KpiRollup.empty(KpiPeriod.TOTAL)));
        }
        for (KpiMeasure measure : KpiMeasure.values()) {
            assertThat(measure.labelled() ? all.by(measure).size() : all.get(measure))
                    .as(measure.field())
                    .isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void theCostReductionIsThatOfTheLedgerOfSavings(long seed) {
        KpiFold fold = new KpiFold();
        Map<ChapterId, List<StageRun>> runs = new HashMap<>();
        for (RandomHistory.Told one : RandomHistory.of(seed, 8)) {
            ChapterFact.OfChapter fact = ChapterFact.of(one.value(), new ChapterFact.Place(one.at(), 0));
            if (fact != null) {
                fold.take(fact);
            }
            if (one.value() instanceof StageRun run) {
                runs.computeIfAbsent(run.chapter(), id -> new ArrayList<>()).add(run);
            }
        }
        Savings savings = runs.values().stream()
                .flatMap(chapter -> SavingsLedger.byRun(chapter).values().stream())
                .reduce(Savings.none(), Savings::plus);

        KpiRollup all = fold.periods().getOrDefault(KpiPeriod.TOTAL, KpiRollup.empty(KpiPeriod.TOTAL));
        assertThat(all.get(KpiMeasure.RETRY_COST_NANO_USD))
                .isEqualTo(savings.retry().money().nanoUsd());
        assertThat(all.get(KpiMeasure.FULL_RETRY_COST_NANO_USD))
                .isEqualTo(savings.fullRetry().money().nanoUsd());
        assertThat(all.get(KpiMeasure.FULL_RETRY_TOKENS))
                .isEqualTo(savings.fullRetry().tokens());
    }

    @Test
    void chaptersOfValidateAreLeftOut() throws Exception {
        try (Driver driver = start()) {
            RandomHistory.of(3, 2, "validate-1").forEach(one -> send(driver, one));
            take(driver);
        }

        assertThat(written).isEmpty();
        assertThat(exported).isEmpty();
    }

    @Test
    void aLedgerThatIsStartedAnewEveryNightForgetsChaptersOfYearsAgoToo() throws Exception {
        long years = Duration.ofDays(800).toMillis();
        try (Driver driver = start()) {
            RandomHistory.of(3, 2, "old")
                    .forEach(one -> send(driver, new RandomHistory.Told(one.chapter(), one.value(), one.at() - years)));
            RandomHistory.of(3, 2, "young").forEach(one -> send(driver, one));
            take(driver);
        }
        assertThat(Objects.requireNonNull(state.get("chapter-figures")).keySet())
                .anyMatch(id -> id.startsWith("old"));

        try (Driver driver = start()) {
            state.forEach(driver::restore);
            driver.advance(Duration.ofMinutes(2));

            assertThat(driver.state("chapter-figures").keySet()).isNotEmpty().allMatch(id -> id.startsWith("young"));
        }
    }

    private Driver start() {
        return new Driver(
                folder,
                (topics, wire) -> LedgerTopology.build(
                        topics,
                        wire,
                        new LedgerSettings(LedgerSettings.DEFAULT_STUCK_AFTER, ServiceStatus.UNKNOWN),
                        exported::add));
    }

    private void assertThatNothingExportedFell() {
        assertThat(exported).hasSizeGreaterThan(10);
        KpiRollup before = KpiRollup.empty(KpiPeriod.EXPORTED);
        for (KpiRollup after : exported) {
            assertThat(after.minus(before).figures().values()).allMatch(change -> change > 0);
            assertThat(failed(after)).isGreaterThanOrEqualTo(failed(before));
            before = after;
        }
    }

    private static long failed(KpiRollup figures) {
        return figures.get(KpiMeasure.JUDGED) - figures.get(KpiMeasure.JUDGE_PASSED);
    }

    private static void send(Driver driver, RandomHistory.Told one) {
        String key = one.chapter().toString();
        if (one.value() instanceof StageRun run) {
            send(driver, driver.topics.stageRuns(), key, run, one.at());
        } else if (one.value() instanceof RetryDecision decision) {
            send(driver, driver.topics.retryDecisions(), key, decision, one.at());
        } else if (one.value() instanceof ChapterOutcome outcome) {
            send(driver, driver.topics.chapters(), key, outcome, one.at());
        } else if (one.value() instanceof CommandResult result) {
            send(driver, driver.topics.commandResults(), key, result, one.at());
        }
    }

    private static <T> void send(Driver driver, Topic<T> topic, String key, T value, long at) {
        driver.send(topic, key, value, at);
    }

    private void take(Driver driver) {
        driver.read(driver.topics.kpiDaily()).forEach(rollup -> written.put(rollup.period(), rollup));
        driver.read(driver.topics.kpiMonthly()).forEach(rollup -> written.put(rollup.period(), rollup));
        List.of("chapter-figures", "rollups").forEach(store -> state.put(store, driver.state(store)));
    }
}
