package dev.storycrew.app.metrics;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.kpi.KpiCounters;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiRollup;
import java.util.HashMap;
import java.util.Map;

/**
 * What the ledger has counted since it began, as it is stored; it survives restarts. None of it ever falls: what a
 * later record corrects stays counted, and the exact figures are those of {@code report}. Chapters of {@code validate} and
 * of the canary are in none of it.
 *
 * <p>One process has them at a time, and they move between processes: the others give {@link #NONE}, and whoever asks
 * all of them takes the highest.
 *
 * @param chapters ended chapters, by outcome, such as {@code ACCEPTED}
 * @param retries retry decisions
 * @param judgements judged attempts, by {@code passed} and {@code failed}
 * @param issues the judges' issues, by type; a type that StoryCrew does not know is exported as {@code other}
 * @param scores the judges' scores, by criterion
 * @param costUsd what calls cost, by the level of the order that they were made for; {@code first_pass} and {@code bible}
 *     apart
 * @param retryCostUsd what retries cost
 * @param fullRetryCostUsd what the same retries would have cost as full ones
 * @param tokens by the same levels
 * @param chapterSeconds how long ended chapters took
 */
public record LedgerTotals(
        Map<String, Long> chapters,
        Map<Retry, Long> retries,
        Map<String, Long> judgements,
        Map<String, Long> issues,
        Map<String, Sum> scores,
        Map<String, Double> costUsd,
        double retryCostUsd,
        double fullRetryCostUsd,
        Map<Tokens, Long> tokens,
        Sum chapterSeconds) {
    /** Nothing yet. */
    public static final LedgerTotals NONE =
            new LedgerTotals(Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), Map.of(), 0, 0, Map.of(), new Sum(0, 0));

    private static final double THOUSAND = 1000;

    public LedgerTotals {
        chapters = Map.copyOf(chapters);
        retries = Map.copyOf(retries);
        judgements = Map.copyOf(judgements);
        issues = Map.copyOf(issues);
        scores = Map.copyOf(scores);
        costUsd = Map.copyOf(costUsd);
        tokens = Map.copyOf(tokens);
    }

    /** What a roll-up says, by {@link KpiCounters}. */
    public static LedgerTotals of(KpiRollup counters) {
        Map<Retry, Long> retries = new HashMap<>();
        counters.by(KpiMeasure.RETRIES_BY_LEVEL).forEach((level, count) -> {
            long escalated = counters.get(KpiMeasure.ESCALATIONS_BY_LEVEL, level);
            retries.put(new Retry(level, true), escalated);
            retries.put(new Retry(level, false), count - escalated);
        });
        Map<String, Sum> scores = new HashMap<>();
        counters.by(KpiMeasure.SCORES_BY_CRITERION)
                .forEach((criterion, count) -> scores.put(
                        criterion,
                        new Sum(count, counters.get(KpiMeasure.SCORE_THOUSANDTHS_BY_CRITERION, criterion) / THOUSAND)));
        Map<String, Double> costs = new HashMap<>();
        counters.by(KpiMeasure.COST_NANO_USD_BY_LEVEL)
                .forEach((level, nanoUsd) -> costs.put(level, new Money(nanoUsd).usd()));
        Map<Tokens, Long> tokens = new HashMap<>();
        Map.of(
                        "input", KpiMeasure.INPUT_TOKENS_BY_LEVEL,
                        "cached", KpiMeasure.CACHED_TOKENS_BY_LEVEL,
                        "output", KpiMeasure.OUTPUT_TOKENS_BY_LEVEL)
                .forEach((direction, measure) -> counters.by(measure)
                        .forEach((level, count) -> tokens.put(new Tokens(level, direction), count)));
        return new LedgerTotals(
                Map.of(
                        ChapterOutcome.Kind.ACCEPTED.name(), counters.get(KpiMeasure.CHAPTERS_ACCEPTED),
                        ChapterOutcome.Kind.EXHAUSTED.name(), counters.get(KpiMeasure.CHAPTERS_EXHAUSTED),
                        ChapterOutcome.Kind.CANCELLED.name(), counters.get(KpiMeasure.CHAPTERS_CANCELLED)),
                retries,
                Map.of(
                        "passed",
                        counters.get(KpiMeasure.JUDGE_PASSED),
                        "failed",
                        counters.get(KpiMeasure.JUDGED) - counters.get(KpiMeasure.JUDGE_PASSED)),
                counters.by(KpiMeasure.ISSUES_BY_TYPE),
                scores,
                costs,
                new Money(counters.get(KpiMeasure.RETRY_COST_NANO_USD)).usd(),
                new Money(counters.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)).usd(),
                tokens,
                new Sum(counters.get(KpiMeasure.CHAPTERS_TIMED), counters.get(KpiMeasure.CHAPTER_MILLIS) / THOUSAND));
    }

    /** A number of values, and their sum. */
    public record Sum(long count, double sum) {}

    /**
     * A kind of retry decision.
     *
     * @param level such as {@code WRITE_ONLY}
     */
    public record Retry(String level, boolean escalated) {}

    /**
     * A kind of token.
     *
     * @param level such as {@code WRITE_ONLY}, {@code first_pass} or {@code bible}
     * @param direction {@code input}, {@code cached} or {@code output}; cached tokens are input tokens as well
     */
    public record Tokens(String level, String direction) {}
}
