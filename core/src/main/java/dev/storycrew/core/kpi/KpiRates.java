package dev.storycrew.core.kpi;

import dev.storycrew.core.cost.Money;
import java.util.OptionalDouble;

/**
 * What a period's figures say, by the definitions of the KPIs. Each is empty where there is nothing to divide by.
 *
 * @param figures of a day, a month or all time, or a sum of some
 */
public record KpiRates(KpiRollup figures) {
    private static final double THOUSAND = 1000;

    /** Accepted, of the chapters that were accepted or exhausted; 0 to 1. */
    public OptionalDouble success() {
        long accepted = figures.get(KpiMeasure.CHAPTERS_ACCEPTED);
        return share(accepted, accepted + figures.get(KpiMeasure.CHAPTERS_EXHAUSTED));
    }

    /** All costs by the chapters that ended, in US dollars. */
    public OptionalDouble usdPerChapter() {
        return usd(figures.get(KpiMeasure.COST_NANO_USD), figures.ended());
    }

    /** All costs by the chapters that were accepted, in US dollars. */
    public OptionalDouble usdPerAccepted() {
        return usd(figures.get(KpiMeasure.COST_NANO_USD), figures.get(KpiMeasure.CHAPTERS_ACCEPTED));
    }

    /** The same within one arm. */
    public OptionalDouble usdPerAccepted(String arm) {
        return usd(figures.get(KpiMeasure.COST_NANO_USD_BY_ARM, arm), figures.get(KpiMeasure.ACCEPTED_BY_ARM, arm));
    }

    /** What retries saved against full ones, at most 1, below 0 where they cost more; by money where that is known. */
    public OptionalDouble costReduction() {
        boolean priced = figures.get(KpiMeasure.STAGE_RUNS_UNPRICED) == 0;
        OptionalDouble spent = priced
                ? share(figures.get(KpiMeasure.RETRY_COST_NANO_USD), figures.get(KpiMeasure.FULL_RETRY_COST_NANO_USD))
                : share(figures.get(KpiMeasure.RETRY_TOKENS), figures.get(KpiMeasure.FULL_RETRY_TOKENS));
        return spent.isEmpty() ? spent : OptionalDouble.of(1 - spent.getAsDouble());
    }

    /** Passed, of the attempts that were judged; 0 to 1. */
    public OptionalDouble judgePass() {
        return share(figures.get(KpiMeasure.JUDGE_PASSED), figures.get(KpiMeasure.JUDGED));
    }

    /** Passed, of the first attempts that were judged; 0 to 1. */
    public OptionalDouble passAtFirstSight() {
        return share(figures.get(KpiMeasure.PASSED_AT_FIRST_SIGHT), figures.get(KpiMeasure.JUDGED_AT_FIRST_SIGHT));
    }

    /** Escalated, of all retry decisions; 0 to 1. */
    public OptionalDouble escalation() {
        return share(figures.get(KpiMeasure.ESCALATIONS), retries());
    }

    /** Retry decisions. */
    public long retries() {
        return figures.by(KpiMeasure.RETRIES_BY_LEVEL).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The mean of a criterion's scores, 0 to 10. */
    public OptionalDouble score(String criterion) {
        OptionalDouble mean = share(
                figures.get(KpiMeasure.SCORE_THOUSANDTHS_BY_CRITERION, criterion),
                figures.get(KpiMeasure.SCORES_BY_CRITERION, criterion));
        return mean.isEmpty() ? mean : OptionalDouble.of(mean.getAsDouble() / THOUSAND);
    }

    /** Of the chapters that a model's judge read both ways, those where it came to another verdict; 0 to 1. */
    public OptionalDouble disagreement(String model) {
        return share(
                figures.get(KpiMeasure.DISAGREEMENTS_BY_MODEL, model),
                figures.get(KpiMeasure.READ_BOTH_WAYS_BY_MODEL, model));
    }

    /** How long a chapter took from start to end, in seconds, where no operator stepped in. */
    public OptionalDouble secondsPerChapter() {
        OptionalDouble millis = share(figures.get(KpiMeasure.CHAPTER_MILLIS), figures.get(KpiMeasure.CHAPTERS_TIMED));
        return millis.isEmpty() ? millis : OptionalDouble.of(millis.getAsDouble() / THOUSAND);
    }

    private static OptionalDouble usd(long nanoUsd, long chapters) {
        return chapters == 0 ? OptionalDouble.empty() : OptionalDouble.of(Money.usd((double) nanoUsd / chapters));
    }

    private static OptionalDouble share(long part, long whole) {
        return whole == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) part / whole);
    }
}
