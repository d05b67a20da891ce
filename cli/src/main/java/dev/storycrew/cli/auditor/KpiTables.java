package dev.storycrew.cli.auditor;

import dev.storycrew.audit.kpi.PublishedFigures;
import dev.storycrew.cli.auditor.KpiTable.Row;
import dev.storycrew.cli.auditor.KpiTable.Unit;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiRates;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.core.text.Counted;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;

/** The reports on figures: what a week cost, and how good a month was. */
final class KpiTables {
    private static final int DAYS = 7;
    private static final double MILLIS = 1000;

    private final KpiRates now;
    private final KpiRates before;
    private final List<Row> rows = new ArrayList<>();

    private KpiTables(KpiRollup now, KpiRollup before) {
        this.now = new KpiRates(now);
        this.before = new KpiRates(before);
    }

    /**
     * What a week cost.
     *
     * @param monday its first day, in UTC
     */
    static KpiTable weeklyCost(PublishedFigures published, LocalDate monday) {
        KpiTables table = new KpiTables(week(published, monday), week(published, monday.minusDays(DAYS)));
        if (!table.now.figures().isEmpty()) {
            table.cost();
        }
        return new KpiTable(
                "Weekly cost",
                name(monday),
                monday + " to " + monday.plusDays(DAYS - 1),
                name(monday.minusDays(DAYS)),
                table.rows,
                table.notesOnMoney());
    }

    /** How good a month was. */
    static KpiTable monthlyQuality(PublishedFigures published, YearMonth month) {
        YearMonth last = month.minusMonths(1);
        KpiTables table = new KpiTables(published.month(month.toString()), published.month(last.toString()));
        if (!table.now.figures().isEmpty()) {
            table.quality();
        }
        return new KpiTable(
                "Monthly quality",
                month.toString(),
                month.atDay(1) + " to " + month.atEndOfMonth(),
                last.toString(),
                table.rows,
                List.of());
    }

    /** The ISO name of a week, such as {@code 2026-W48}. */
    private static String name(LocalDate monday) {
        return String.format(
                Locale.ROOT,
                "%d-W%02d",
                monday.get(IsoFields.WEEK_BASED_YEAR),
                monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }

    private static KpiRollup week(PublishedFigures published, LocalDate monday) {
        KpiRollup week = KpiRollup.empty(name(monday));
        for (int day = 0; day < DAYS; day++) {
            week = week.plus(published.day(monday.plusDays(day).toString()));
        }
        return week;
    }

    private void cost() {
        chapters();
        String section = "Cost";
        usd(section, "all", KpiMeasure.COST_NANO_USD);
        row(section, "per chapter that ended", Unit.USD, KpiRates::usdPerChapter);
        row(section, "per accepted chapter", Unit.USD, KpiRates::usdPerAccepted);
        for (String arm : labels(KpiMeasure.ACCEPTED_BY_ARM)) {
            row(section, "per accepted chapter, arm " + arm, Unit.USD, rates -> rates.usdPerAccepted(arm));
        }
        section = "Retries";
        usd(section, "what they cost", KpiMeasure.RETRY_COST_NANO_USD);
        usd(section, "what full retries would have cost", KpiMeasure.FULL_RETRY_COST_NANO_USD);
        row(section, "cost reduction", Unit.SHARE, KpiRates::costReduction);
        byLabel("Cost by level", KpiMeasure.COST_NANO_USD_BY_LEVEL, Unit.USD, Money::usd);
        byLabel("Tokens by level", KpiMeasure.TOKENS_BY_LEVEL, Unit.TOKENS, tokens -> tokens);
        byLabel("Stage time by level", KpiMeasure.MILLIS_BY_LEVEL, Unit.SECONDS, millis -> millis / MILLIS);
    }

    private void quality() {
        chapters();
        String section = "Judging";
        count(section, "attempts judged", KpiMeasure.JUDGED);
        row(section, "passed", Unit.SHARE, KpiRates::judgePass);
        row(section, "passed first time", Unit.SHARE, KpiRates::passAtFirstSight);
        row(section, "escalated, of all retries", Unit.SHARE, KpiRates::escalation);
        byLabel("Retries by level", KpiMeasure.RETRIES_BY_LEVEL, Unit.COUNT, count -> count);
        byLabel("Chapters by retries", KpiMeasure.CHAPTERS_BY_RETRIES, Unit.CHAPTERS, count -> count);
        byLabel("Issues by type", KpiMeasure.ISSUES_BY_TYPE, Unit.COUNT, count -> count);
        for (String criterion : labels(KpiMeasure.SCORES_BY_CRITERION)) {
            row("Mean scores", criterion, Unit.SCORE, rates -> rates.score(criterion));
        }
        for (String model : labels(KpiMeasure.PARTIAL_REVIEWS_BY_MODEL)) {
            row("Partial reviews that disagree with full ones", model, Unit.SHARE, rates -> rates.disagreement(model));
        }
    }

    private void chapters() {
        String section = "Chapters";
        count(section, "accepted", KpiMeasure.CHAPTERS_ACCEPTED);
        count(section, "exhausted", KpiMeasure.CHAPTERS_EXHAUSTED);
        count(section, "cancelled", KpiMeasure.CHAPTERS_CANCELLED);
        row(section, "success rate", Unit.SHARE, KpiRates::success);
        row(section, "time from start to end", Unit.SECONDS, KpiRates::secondsPerChapter);
    }

    private List<String> notesOnMoney() {
        List<String> notes = new ArrayList<>();
        long notional = now.figures().get(KpiMeasure.STAGE_RUNS_NOTIONAL);
        if (notional > 0) {
            notes.add("The cost of " + Counted.of(notional, "stage run")
                    + " is notional: the rehearsal model costs nothing.");
        }
        long unpriced = now.figures().get(KpiMeasure.STAGE_RUNS_UNPRICED);
        if (unpriced > 0) {
            notes.add("The cost lacks " + Counted.of(unpriced, "stage run")
                    + " without a known price; the cost reduction is by tokens. Set prices in llm.prices.");
        }
        return notes;
    }

    private SortedSet<String> labels(KpiMeasure measure) {
        SortedSet<String> labels = new TreeSet<>(now.figures().by(measure).keySet());
        labels.addAll(before.figures().by(measure).keySet());
        return labels;
    }

    private void count(String section, String name, KpiMeasure measure) {
        Unit unit = section.equals("Chapters") ? Unit.CHAPTERS : Unit.COUNT;
        row(section, name, unit, rates -> OptionalDouble.of(rates.figures().get(measure)));
    }

    private void usd(String section, String name, KpiMeasure measure) {
        row(
                section,
                name,
                Unit.USD,
                rates -> OptionalDouble.of(Money.usd(rates.figures().get(measure))));
    }

    private void byLabel(String section, KpiMeasure measure, Unit unit, Function<Double, Double> inUnit) {
        for (String label : labels(measure)) {
            row(
                    section,
                    label,
                    unit,
                    rates -> OptionalDouble.of(
                            inUnit.apply((double) rates.figures().get(measure, label))));
        }
    }

    private void row(String section, String name, Unit unit, Function<KpiRates, OptionalDouble> figure) {
        rows.add(new Row(section, name, unit, figure.apply(now), figure.apply(before)));
    }
}
