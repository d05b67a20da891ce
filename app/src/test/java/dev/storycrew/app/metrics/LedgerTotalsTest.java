package dev.storycrew.app.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storycrew.app.metrics.LedgerTotals.Retry;
import dev.storycrew.app.metrics.LedgerTotals.Sum;
import dev.storycrew.app.metrics.LedgerTotals.Tokens;
import dev.storycrew.core.kpi.KpiCounters;
import dev.storycrew.core.kpi.KpiFigure;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiPeriod;
import dev.storycrew.core.kpi.KpiRollup;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTotalsTest {
    private KpiRollup counters = KpiRollup.empty(KpiPeriod.EXPORTED);

    @Test
    void theTotalsSayWhatTheRollUpSays() {
        SortedMap<KpiFigure, Long> figures = new TreeMap<>(Map.of(
                figure(KpiMeasure.CHAPTERS_ACCEPTED, ""), 7L,
                figure(KpiMeasure.JUDGED, ""), 10L,
                figure(KpiMeasure.JUDGE_PASSED, ""), 7L,
                figure(KpiMeasure.RETRIES_BY_LEVEL, "FULL_RETRY"), 3L,
                figure(KpiMeasure.ESCALATIONS_BY_LEVEL, "FULL_RETRY"), 1L,
                figure(KpiMeasure.SCORES_BY_CRITERION, "hook"), 10L,
                figure(KpiMeasure.SCORE_THOUSANDTHS_BY_CRITERION, "hook"), 75_500L,
                figure(KpiMeasure.COST_NANO_USD_BY_LEVEL, "bible"), 250_000_000L,
                figure(KpiMeasure.OUTPUT_TOKENS_BY_LEVEL, "bible"), 99L,
                figure(KpiMeasure.FULL_RETRY_COST_NANO_USD, ""), 1_500_000_000L));
        figures.put(figure(KpiMeasure.CHAPTERS_TIMED, ""), 7L);
        figures.put(figure(KpiMeasure.CHAPTER_MILLIS, ""), 4_500L);
        figures.put(figure(KpiMeasure.RETRY_COST_NANO_USD, ""), 500_000_000L);

        LedgerTotals totals = LedgerTotals.of(new KpiRollup(KpiPeriod.EXPORTED, figures));

        assertThat(totals.chapters()).containsEntry("ACCEPTED", 7L).containsEntry("EXHAUSTED", 0L);
        assertThat(totals.judgements()).containsOnly(Map.entry("passed", 7L), Map.entry("failed", 3L));
        assertThat(totals.retries())
                .containsOnly(
                        Map.entry(new Retry("FULL_RETRY", true), 1L), Map.entry(new Retry("FULL_RETRY", false), 2L));
        assertThat(totals.scores()).containsOnly(Map.entry("hook", new Sum(10, 75.5)));
        assertThat(totals.costUsd()).containsOnly(Map.entry("bible", 0.25));
        assertThat(totals.tokens()).containsOnly(Map.entry(new Tokens("bible", "output"), 99L));
        assertThat(totals.retryCostUsd()).isEqualTo(0.5);
        assertThat(totals.fullRetryCostUsd()).isEqualTo(1.5);
        assertThat(totals.chapterSeconds()).isEqualTo(new Sum(7, 4.5));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void noExportedCounterEverFallsWhateverIsTakenBack(long seed) {
        Random random = new Random(seed);
        ProcessMetrics metrics = new ProcessMetrics();
        metrics.totals(() -> LedgerTotals.of(counters));
        KpiRollup total = KpiRollup.empty(KpiPeriod.TOTAL);
        Map<String, Double> before = samples(metrics);
        for (int step = 0; step < 200; step++) {
            KpiRollup change = change(random, total);
            total = total.plus(change);
            counters = KpiCounters.after(counters, total, change);

            Map<String, Double> now = samples(metrics);
            before.forEach(
                    (series, value) -> assertThat(now.get(series)).as(series).isGreaterThanOrEqualTo(value));
            before = now;
        }
        assertThat(before.values()).filteredOn(value -> value > 0).hasSizeGreaterThan(20);
    }

    @Test
    void aProcessShowsNothingLowerWhenItsThreadGoesBackToItsLastCommit() {
        SortedMap<KpiFigure, Long> figures = new TreeMap<>();
        for (KpiMeasure measure : KpiMeasure.values()) {
            figures.put(figure(measure, measure.labelled() ? "hook" : ""), 4_000_000_000L);
        }
        counters = new KpiRollup(KpiPeriod.EXPORTED, figures);
        ProcessMetrics metrics = new ProcessMetrics();
        metrics.totals(() -> LedgerTotals.of(counters));
        Map<String, Double> before = samples(metrics);

        figures.replaceAll((figure, amount) -> amount / 2);
        counters = new KpiRollup(KpiPeriod.EXPORTED, figures);

        assertThat(samples(metrics)).isEqualTo(before);
    }

    /** Of each measure a little more or less, but never less than was counted. */
    private static KpiRollup change(Random random, KpiRollup total) {
        SortedMap<KpiFigure, Long> changes = new TreeMap<>();
        for (KpiMeasure measure : KpiMeasure.values()) {
            KpiFigure figure = figure(
                    measure,
                    measure.labelled()
                            ? List.of("EDIT_ONLY", "unknown", "hook", "prose").get(random.nextInt(4))
                            : "");
            changes.put(figure, Math.max(random.nextLong(-6, 10), -total.get(measure, figure.label())));
        }
        return new KpiRollup(KpiPeriod.TOTAL, changes);
    }

    private static Map<String, Double> samples(ProcessMetrics metrics) {
        return metrics.page()
                .lines()
                .filter(line -> line.startsWith("storycrew_"))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.lastIndexOf(' ')),
                        line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1))));
    }

    private static KpiFigure figure(KpiMeasure measure, String label) {
        return new KpiFigure(measure, label);
    }
}
