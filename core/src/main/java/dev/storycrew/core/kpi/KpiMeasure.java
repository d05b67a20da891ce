package dev.storycrew.core.kpi;

import java.util.Locale;

/**
 * What is counted. Everything is a sum of whole numbers, so that days add up to months exactly and what was counted can
 * be taken back exactly.
 */
public enum KpiMeasure {
    /** Chapters whose standing outcome is ACCEPTED, on the day of that outcome. */
    CHAPTERS_ACCEPTED,
    /** Chapters whose standing outcome is EXHAUSTED. */
    CHAPTERS_EXHAUSTED,
    /** Chapters whose standing outcome is CANCELLED. */
    CHAPTERS_CANCELLED,
    /** Attempts that were judged, on the day their run's outcome was first written. */
    JUDGED,
    /** Those that passed, after the gates. */
    JUDGE_PASSED,
    /** Chapters' first attempts that were judged. */
    JUDGED_AT_FIRST_SIGHT,
    /** Those that passed. */
    PASSED_AT_FIRST_SIGHT,
    /** Retries whose level was escalated. */
    ESCALATIONS,
    /** Billionths of a US dollar, all of it. */
    COST_NANO_USD,
    /** What retries cost, whatever became of them. */
    RETRY_COST_NANO_USD,
    /** What a full retry would have cost in place of each retry that was judged. */
    FULL_RETRY_COST_NANO_USD,
    /** The same in tokens, for models without a known price. */
    RETRY_TOKENS,
    /** The same in tokens, for models without a known price. */
    FULL_RETRY_TOKENS,
    /** Stage runs that ended, and those given back that had been paid for. */
    STAGE_RUNS,
    /** Those that ended in dead letters. */
    STAGE_RUNS_FAILED,
    /** Those without a known price: the cost lacks them. */
    STAGE_RUNS_UNPRICED,
    /** Those of a model whose cost is notional. */
    STAGE_RUNS_NOTIONAL,
    /** Chapters that ended without an operator, whose time is known. */
    CHAPTERS_TIMED,
    /** How long those took from start to end, in milliseconds. */
    CHAPTER_MILLIS,
    /** By arm. */
    ACCEPTED_BY_ARM,
    /** Ended in any way, by arm. */
    ENDED_BY_ARM,
    /** By the arm of the chapter. */
    COST_NANO_USD_BY_ARM,
    /** Retry decisions by level. */
    RETRIES_BY_LEVEL,
    /** Those that were escalated, by the level they were escalated to. */
    ESCALATIONS_BY_LEVEL,
    /** By the level of the order that was worked on. */
    COST_NANO_USD_BY_LEVEL,
    /** Input and output. */
    TOKENS_BY_LEVEL,
    /** Cached ones included. */
    INPUT_TOKENS_BY_LEVEL,
    CACHED_TOKENS_BY_LEVEL,
    OUTPUT_TOKENS_BY_LEVEL,
    /** How long stages worked. */
    MILLIS_BY_LEVEL,
    /** Issues of judged attempts, after the gates. */
    ISSUES_BY_TYPE,
    /** Sums of scores in thousandths. */
    SCORE_THOUSANDTHS_BY_CRITERION,
    SCORES_BY_CRITERION,
    /** Chapters that ended, by how many retries they had. */
    CHAPTERS_BY_RETRIES,
    /** Partial reviews answered, by the judge's model. */
    PARTIAL_REVIEWS_BY_MODEL,
    /** Those after which the chapter was read in full as well. */
    READ_BOTH_WAYS_BY_MODEL,
    /** Those whose full review came to another verdict. */
    DISAGREEMENTS_BY_MODEL;

    // Asked for each figure of each roll-up, so they are made once.
    private final String field;
    private final boolean labelled;
    private final boolean amount;

    KpiMeasure() {
        this.field = camelCase(name());
        this.labelled = name().contains("_BY_");
        this.amount = name().contains("NANO_USD") || name().contains("TOKENS");
    }

    /** True if it is counted label by label. */
    public boolean labelled() {
        return labelled;
    }

    /** True if it is an amount of money or tokens, and no number of events. */
    boolean isAmount() {
        return amount;
    }

    /** The field of a roll-up's record, such as {@code costNanoUsdByLevel}. */
    public String field() {
        return field;
    }

    private static String camelCase(String name) {
        StringBuilder field = new StringBuilder();
        for (String word : name.split("_")) {
            String lower = word.toLowerCase(Locale.ROOT);
            field.append(field.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
        }
        return field.toString();
    }
}
