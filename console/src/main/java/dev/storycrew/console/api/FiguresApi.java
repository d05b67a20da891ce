package dev.storycrew.console.api;

import dev.storycrew.console.read.CardDesk;
import dev.storycrew.console.read.FigureShelf;
import dev.storycrew.console.web.Asked;
import dev.storycrew.console.web.Endpoints;
import dev.storycrew.console.web.ProblemException;
import dev.storycrew.core.card.ChapterState;
import dev.storycrew.core.cost.Money;
import dev.storycrew.core.kpi.KpiMeasure;
import dev.storycrew.core.kpi.KpiRates;
import dev.storycrew.core.kpi.KpiRollup;
import dev.storycrew.history.cards.CardQuery;
import dev.storycrew.history.cards.Cards;
import java.time.DateTimeException;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code /api/kpis}: the ledger's figures by day or month, in UTC. */
public final class FiguresApi implements Endpoints {
    private static final int MOST_PERIODS = 400;
    private static final int USUAL_DAYS = 30;
    private static final int USUAL_MONTHS = 12;
    private static final double MILLIS = 1000;

    /** More are hardly ever under way at once. */
    private static final int MOST_UNDER_WAY = 1000;

    private static final CardQuery UNDER_WAY =
            new CardQuery(new TreeSet<>(), Set.of(ChapterState.UNDER_WAY), false, MOST_UNDER_WAY, null);

    private final FigureShelf figures;
    private final CardDesk desk;
    private final InstantSource clock;

    record Ended(long accepted, long exhausted, long cancelled) {}

    record OfLevel(long retries, double costUsd, long tokens, double seconds) {}

    /** The figures of one period; null where there is nothing to divide by. */
    record Period(
            String period,
            Ended chapters,
            @Nullable Double success,
            @Nullable Double usdPerChapter,
            @Nullable Double usdPerAccepted,
            double costUsd,
            boolean priced,
            boolean notional,
            @Nullable Double saved,
            double retryCostUsd,
            double fullRetryCostUsd,
            @Nullable Double judgePass,
            @Nullable Double passAtFirstSight,
            @Nullable Double escalation,
            long retries,
            @Nullable Double secondsPerChapter,
            Map<String, OfLevel> byLevel,
            Map<String, Long> issues,
            Map<String, Double> scores,
            Map<String, Long> chaptersByRetries,
            long stageRuns,
            long stageRunsFailed) {

        static Period of(KpiRollup figures, boolean retriesAreJudged) {
            KpiRates rates = new KpiRates(figures);
            OptionalDouble saved = rates.costReduction();
            // A retry counts as a cost at once, and against a full one only when it has been judged.
            boolean misleads = !retriesAreJudged && saved.isPresent() && saved.getAsDouble() < 0;
            return new Period(
                    figures.period(),
                    new Ended(
                            figures.get(KpiMeasure.CHAPTERS_ACCEPTED),
                            figures.get(KpiMeasure.CHAPTERS_EXHAUSTED),
                            figures.get(KpiMeasure.CHAPTERS_CANCELLED)),
                    known(rates.success()),
                    known(rates.usdPerChapter()),
                    known(rates.usdPerAccepted()),
                    Money.usd(figures.get(KpiMeasure.COST_NANO_USD)),
                    figures.get(KpiMeasure.STAGE_RUNS_UNPRICED) == 0,
                    figures.get(KpiMeasure.STAGE_RUNS_NOTIONAL) > 0,
                    misleads ? null : known(saved),
                    Money.usd(figures.get(KpiMeasure.RETRY_COST_NANO_USD)),
                    Money.usd(figures.get(KpiMeasure.FULL_RETRY_COST_NANO_USD)),
                    known(rates.judgePass()),
                    known(rates.passAtFirstSight()),
                    known(rates.escalation()),
                    rates.retries(),
                    known(rates.secondsPerChapter()),
                    levels(figures),
                    figures.by(KpiMeasure.ISSUES_BY_TYPE),
                    scores(rates),
                    figures.by(KpiMeasure.CHAPTERS_BY_RETRIES),
                    figures.get(KpiMeasure.STAGE_RUNS),
                    figures.get(KpiMeasure.STAGE_RUNS_FAILED));
        }

        private static SortedMap<String, OfLevel> levels(KpiRollup figures) {
            TreeSet<String> names = new TreeSet<>();
            for (KpiMeasure measure : List.of(
                    KpiMeasure.RETRIES_BY_LEVEL,
                    KpiMeasure.COST_NANO_USD_BY_LEVEL,
                    KpiMeasure.TOKENS_BY_LEVEL,
                    KpiMeasure.MILLIS_BY_LEVEL)) {
                names.addAll(figures.by(measure).keySet());
            }
            SortedMap<String, OfLevel> levels = new TreeMap<>();
            names.forEach(name -> levels.put(
                    name,
                    new OfLevel(
                            figures.get(KpiMeasure.RETRIES_BY_LEVEL, name),
                            Money.usd(figures.get(KpiMeasure.COST_NANO_USD_BY_LEVEL, name)),
                            figures.get(KpiMeasure.TOKENS_BY_LEVEL, name),
                            figures.get(KpiMeasure.MILLIS_BY_LEVEL, name) / MILLIS)));
            return levels;
        }

        private static SortedMap<String, Double> scores(KpiRates rates) {
            SortedMap<String, Double> scores = new TreeMap<>();
            rates.figures()
                    .by(KpiMeasure.SCORES_BY_CRITERION)
                    .keySet()
                    .forEach(criterion -> rates.score(criterion).ifPresent(score -> scores.put(criterion, score)));
            return scores;
        }

        private static @Nullable Double known(OptionalDouble figure) {
            return figure.isPresent() ? figure.getAsDouble() : null;
        }
    }

    record Kpis(String by, String from, String to, List<Period> periods, Period sum) {}

    /** The periods that were asked for, in order. */
    private record Span(String by, String from, String to, List<String> periods) {}

    public FiguresApi(FigureShelf figures, CardDesk desk, InstantSource clock) {
        this.figures = figures;
        this.desk = desk;
        this.clock = clock;
    }

    @Override
    public void register(Routes routes) {
        routes.get("/api/kpis", this::answer);
    }

    private @Nullable Object answer(Asked asked) {
        Span span = span(asked);
        List<Period> periods = new ArrayList<>();
        KpiRollup sum = KpiRollup.empty(span.from + ".." + span.to);
        boolean judged = retriesAreJudged();
        for (String period : span.periods) {
            KpiRollup one = figures.of(period);
            periods.add(Period.of(one, judged || !lasts(period)));
            sum = sum.plus(one);
        }
        String format = asked.parameter("format").orElse("json");
        if (format.equals("csv")) {
            asked.file(
                    "storycrew-kpis-" + span.by + "-" + span.from + "-" + span.to + ".csv",
                    "text/csv; charset=utf-8",
                    FigureCsv.of(periods).getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return null;
        }
        if (!format.equals("json")) {
            throw ProblemException.ofField("format", "must be json or csv");
        }
        return new Kpis(span.by, span.from, span.to, periods, Period.of(sum, judged));
    }

    /** True for the day or the month that it is now. */
    private boolean lasts(String period) {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).toString().startsWith(period);
    }

    private boolean retriesAreJudged() {
        Cards cards = desk.cards();
        return cards == null
                || cards.page(UNDER_WAY, clock.millis()).chapters().stream()
                        .noneMatch(shown -> ChapterRow.isInRetry(shown.card()));
    }

    private Span span(Asked asked) {
        String by = asked.parameter("by").orElse("day");
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate to = day(asked, "to", today);
        return switch (by) {
            case "day" -> {
                LocalDate from = day(asked, "from", to.minusDays(USUAL_DAYS - 1));
                yield span(
                        by,
                        from,
                        to,
                        from.datesUntil(bounded(from, to, to.toEpochDay() - from.toEpochDay())
                                        .plusDays(1))
                                .map(LocalDate::toString)
                                .toList());
            }
            case "month" -> {
                YearMonth last = YearMonth.from(to);
                LocalDate from =
                        day(asked, "from", last.minusMonths(USUAL_MONTHS - 1).atDay(1));
                YearMonth first = YearMonth.from(from);
                long months = java.time.temporal.ChronoUnit.MONTHS.between(first, last);
                bounded(from, to, months);
                List<String> periods = new ArrayList<>();
                for (YearMonth month = first; !month.isAfter(last); month = month.plusMonths(1)) {
                    periods.add(month.toString());
                }
                yield span(by, from, to, periods);
            }
            default -> throw ProblemException.ofField("by", "must be day or month");
        };
    }

    private static Span span(String by, LocalDate from, LocalDate to, List<String> periods) {
        return new Span(by, from.toString(), to.toString(), periods);
    }

    private static LocalDate bounded(LocalDate from, LocalDate to, long between) {
        if (between < 0 || from.isAfter(to)) {
            throw ProblemException.ofField("from", from + " is after " + to);
        }
        if (between >= MOST_PERIODS) {
            throw ProblemException.ofField("from", "at most " + MOST_PERIODS + " periods at once");
        }
        return to;
    }

    private static LocalDate day(Asked asked, String name, LocalDate usual) {
        String text = asked.parameter(name).orElse(null);
        if (text == null) {
            return usual;
        }
        try {
            LocalDate day =
                    text.matches("[0-9]{4}-[0-9]{2}") ? YearMonth.parse(text).atDay(1) : LocalDate.parse(text);
            if (day.getYear() >= 1970 && day.getYear() <= 9999) {
                return day;
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw ProblemException.ofField(name, "must be a day such as 2026-11-24");
    }
}
