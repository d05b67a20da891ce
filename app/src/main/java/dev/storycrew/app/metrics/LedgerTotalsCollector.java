package dev.storycrew.app.metrics;

import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.judge.IssueTypes;
import dev.storycrew.core.retry.RetryLevel;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Exports the ledger's totals, all of one moment. Each label that is known beforehand is there from the start, at 0:
 * Prometheus sees an increase only between two samples.
 */
final class LedgerTotalsCollector implements MultiCollector {
    private static final String LEVEL = "level";
    private static final String OTHER = "other";
    private static final List<String> ISSUES = List.of(
            IssueTypes.STRUCTURE,
            IssueTypes.CONTINUITY,
            IssueTypes.SAFETY,
            IssueTypes.MOTIVATION,
            IssueTypes.HOOK,
            IssueTypes.CLUE_FAIRNESS,
            IssueTypes.PROSE,
            IssueTypes.PACING,
            IssueTypes.STYLE,
            IssueTypes.WORD_COUNT,
            IssueTypes.GENRE_FULFILLMENT,
            OTHER);
    private static final List<String> CRITERIA = List.of(
            "continuity", "pacing", "character_motivation", "genre_fulfillment", "prose", "hook", "clue_fairness");
    private static final List<String> RETRIES =
            List.of(RetryLevel.EDIT_ONLY, RetryLevel.WRITE_ONLY, RetryLevel.FULL_RETRY);
    private static final List<String> LEVELS =
            Stream.concat(Stream.of("first_pass", "bible"), RETRIES.stream()).toList();
    private static final List<String> DIRECTIONS = List.of("input", "cached", "output");

    private final Supplier<LedgerTotals> totals;

    /** A thread that failed goes on at its last commit, and counts once more what was shown already. */
    private final Map<String, Double> highest = new ConcurrentHashMap<>();

    LedgerTotalsCollector(Supplier<LedgerTotals> totals) {
        this.totals = totals;
    }

    @Override
    public MetricSnapshots collect() {
        LedgerTotals now = totals.get();
        MetricSnapshots.Builder all = MetricSnapshots.builder();
        all.metricSnapshot(counter(
                "storycrew_chapters",
                "Chapters that ended",
                labelled("outcome", names(ChapterOutcome.Kind.values()), now.chapters())));
        all.metricSnapshot(counter("storycrew_retries", "Retry decisions", retries(now)));
        all.metricSnapshot(counter(
                "storycrew_judgements",
                "Judged attempts",
                labelled("result", List.of("passed", "failed"), now.judgements())));
        all.metricSnapshot(
                counter("storycrew_issues", "Issues that judges found", labelled("type", ISSUES, known(now.issues()))));
        all.metricSnapshot(scores(now));
        all.metricSnapshot(counter(
                "storycrew_cost_usd", "What calls to models cost, in USD", labelled(LEVEL, LEVELS, now.costUsd())));
        all.metricSnapshot(counter(
                "storycrew_retry_cost_usd", "What the retries cost, in USD", Map.of(Labels.EMPTY, now.retryCostUsd())));
        all.metricSnapshot(counter(
                "storycrew_full_retry_cost_usd",
                "What the retries would have cost as full ones, in USD",
                Map.of(Labels.EMPTY, now.fullRetryCostUsd())));
        all.metricSnapshot(counter("storycrew_tokens", "Tokens as providers bill them", tokens(now)));
        all.metricSnapshot(SummarySnapshot.builder()
                .name("storycrew_chapter_duration_seconds")
                .help("How long the chapters that ended took")
                .dataPoint(summary("storycrew_chapter_duration_seconds", Labels.EMPTY, now.chapterSeconds()))
                .build());
        return all.build();
    }

    /** A judge may use any word for an issue, and there would be a series for each. */
    private static Map<String, Long> known(Map<String, Long> issues) {
        Map<String, Long> known = new TreeMap<>();
        issues.forEach((type, count) -> known.merge(ISSUES.contains(type) ? type : OTHER, count, Long::sum));
        return known;
    }

    private static Map<Labels, Double> retries(LedgerTotals now) {
        Map<Labels, Double> points = new TreeMap<>();
        for (boolean escalated : new boolean[] {false, true}) {
            RETRIES.forEach(level -> points.put(retry(level, escalated), 0.0));
        }
        now.retries().forEach((kind, count) -> points.put(retry(kind.level(), kind.escalated()), count.doubleValue()));
        return points;
    }

    private static Labels retry(String level, boolean escalated) {
        return Labels.of(LEVEL, level, "escalated", Boolean.toString(escalated));
    }

    private static Map<Labels, Double> tokens(LedgerTotals now) {
        Map<Labels, Double> points = new TreeMap<>();
        LEVELS.forEach(level -> DIRECTIONS.forEach(direction -> points.put(tokens(level, direction), 0.0)));
        now.tokens().forEach((kind, count) -> points.put(tokens(kind.level(), kind.direction()), count.doubleValue()));
        return points;
    }

    private static Labels tokens(String level, String direction) {
        return Labels.of(LEVEL, level, "direction", direction);
    }

    private MetricSnapshot scores(LedgerTotals now) {
        Map<String, LedgerTotals.Sum> sums = new TreeMap<>();
        CRITERIA.forEach(criterion -> sums.put(criterion, LedgerTotals.NONE.chapterSeconds()));
        now.scores().forEach((criterion, sum) -> {
            if (CRITERIA.contains(criterion)) {
                sums.put(criterion, sum);
            }
        });
        SummarySnapshot.Builder scores =
                SummarySnapshot.builder().name("storycrew_score").help("Scores of judges");
        sums.forEach((criterion, sum) ->
                scores.dataPoint(summary("storycrew_score", Labels.of("criterion", criterion), sum)));
        return scores.build();
    }

    private SummaryDataPointSnapshot summary(String name, Labels labels, LedgerTotals.Sum sum) {
        return SummaryDataPointSnapshot.builder()
                .labels(labels)
                .count((long) highest(name + "_count", labels, sum.count()))
                .sum(highest(name + "_sum", labels, sum.sum()))
                .build();
    }

    private static Map<Labels, Double> labelled(
            String label, List<String> known, Map<String, ? extends Number> counts) {
        Map<Labels, Double> points = new TreeMap<>();
        known.forEach(value -> points.put(Labels.of(label, value), 0.0));
        counts.forEach((value, count) -> points.put(Labels.of(label, value), count.doubleValue()));
        return points;
    }

    private MetricSnapshot counter(String name, String help, Map<Labels, Double> points) {
        CounterSnapshot.Builder counters = CounterSnapshot.builder().name(name).help(help);
        points.forEach((labels, value) -> counters.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels)
                .value(highest(name, labels, value))
                .build()));
        return counters.build();
    }

    private double highest(String name, Labels labels, double value) {
        return highest.merge(name + labels, value, Math::max);
    }

    private static List<String> names(Enum<?>[] values) {
        return Arrays.stream(values).map(Enum::name).toList();
    }
}
