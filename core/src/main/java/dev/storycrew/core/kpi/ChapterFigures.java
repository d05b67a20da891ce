package dev.storycrew.core.kpi;

import dev.storycrew.core.cost.Savings;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Issue;
import dev.storycrew.core.judge.PartialReview;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.kpi.ChapterFact.HasEnded;
import dev.storycrew.core.kpi.ChapterFact.Place;
import dev.storycrew.core.kpi.ChapterFact.StageRan;
import dev.storycrew.core.kpi.ChapterFact.WasReopened;
import dev.storycrew.core.kpi.ChapterFact.WasSentBack;
import dev.storycrew.core.ledger.SavingsLedger;
import dev.storycrew.core.retry.Arm;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All that is counted of one chapter. Its days follow from the set of its facts alone, whatever the order they came in,
 * and a fact that comes twice is one fact.
 *
 * @param facts by time, offset and kind
 */
public record ChapterFigures(List<ChapterFact> facts) {
    /** In place of a level: a run's first attempt that nobody ordered. */
    public static final String FIRST_PASS = "first_pass";

    /** In place of a level: the bible stage, which runs once whatever was retried. */
    public static final String BIBLE = "bible";

    /** In place of a level: a text that an editor handed in. */
    public static final String HANDED_IN = "handed_in";

    /** In place of a level or an arm that no record has told yet, and of a model that never answered. */
    public static final String UNKNOWN = "unknown";

    /** In place of an issue's type that is no word. */
    static final String OTHER = "other";

    private static final int LONGEST_TYPE = 40;
    private static final double THOUSAND = 1000;

    /** Offsets are of one topic, and the facts of a kind are all of one: those that tie come in the same order always. */
    private static final Comparator<ChapterFact> BY_PLACE = Comparator.comparing(ChapterFact::place)
            .thenComparing(fact -> fact.getClass().getSimpleName());

    private static final ChapterFigures NONE = new ChapterFigures(List.of());

    public ChapterFigures {
        facts = facts.stream().sorted(BY_PLACE).toList();
    }

    /** A chapter of which nothing is known. */
    public static ChapterFigures none() {
        return NONE;
    }

    /** The chapter after another of its records; the same if it is known. */
    public ChapterFigures after(ChapterFact fact) {
        if (facts.contains(fact)) {
            return this;
        }
        List<ChapterFact> all = new ArrayList<>(facts);
        all.add(fact);
        return new ChapterFigures(all);
    }

    /** What the chapter adds to each of its UTC days; nothing but days that it adds to. */
    public SortedMap<String, KpiRollup> byDay() {
        Days days = new Days();
        String arm = arm();
        Map<Attempt, WasSentBack> sentBack =
                firsts(of(WasSentBack.class), back -> new Attempt(back.run(), back.attempt()));
        countRetries(sentBack, days);
        countRuns(sentBack, arm, days);
        countSavings(days);
        countJudged(days);
        countEnd(sentBack.size(), arm, days);
        return days.rollups();
    }

    /** What the days change by when a chapter's figures become others. */
    public static List<KpiRollup> changes(ChapterFigures before, ChapterFigures now) {
        SortedMap<String, KpiRollup> changed = now.byDay();
        before.byDay()
                .forEach(
                        (day, rollup) -> changed.merge(day, KpiRollup.empty(day).minus(rollup), KpiRollup::plus));
        return changed.values().stream().filter(change -> !change.isEmpty()).toList();
    }

    private static void countRetries(Map<Attempt, WasSentBack> sentBack, Days days) {
        for (WasSentBack back : sentBack.values()) {
            Day day = days.of(back.place());
            day.add(KpiMeasure.RETRIES_BY_LEVEL, back.level(), 1);
            if (back.escalated()) {
                day.add(KpiMeasure.ESCALATIONS, 1);
                day.add(KpiMeasure.ESCALATIONS_BY_LEVEL, back.level(), 1);
            }
        }
    }

    private void countRuns(Map<Attempt, WasSentBack> sentBack, String arm, Days days) {
        Map<Integer, WasReopened> reopened = firsts(of(WasReopened.class), WasReopened::run);
        for (StageRan ran : of(StageRan.class)) {
            StageRun run = ran.run();
            Usage usage = run.usage();
            Day day = days.of(ran.place());
            day.add(KpiMeasure.STAGE_RUNS, 1);
            day.add(KpiMeasure.STAGE_RUNS_FAILED, run.phase() == StageRun.Phase.FAILED ? 1 : 0);
            day.add(KpiMeasure.STAGE_RUNS_UNPRICED, usage.priced() ? 0 : 1);
            day.add(KpiMeasure.STAGE_RUNS_NOTIONAL, run.notionalPrice() ? 1 : 0);
            day.add(KpiMeasure.COST_NANO_USD, usage.costNanoUsd());
            day.add(KpiMeasure.COST_NANO_USD_BY_ARM, arm, usage.costNanoUsd());
            String level = level(run, sentBack, reopened);
            day.add(KpiMeasure.COST_NANO_USD_BY_LEVEL, level, usage.costNanoUsd());
            day.add(KpiMeasure.TOKENS_BY_LEVEL, level, usage.totalTokens());
            day.add(KpiMeasure.INPUT_TOKENS_BY_LEVEL, level, usage.inputTokens());
            day.add(KpiMeasure.CACHED_TOKENS_BY_LEVEL, level, usage.cachedTokens());
            day.add(KpiMeasure.OUTPUT_TOKENS_BY_LEVEL, level, usage.outputTokens());
            day.add(KpiMeasure.MILLIS_BY_LEVEL, level, run.durationMillis());
            countReview(run, day);
        }
    }

    private static String level(StageRun run, Map<Attempt, WasSentBack> sentBack, Map<Integer, WasReopened> reopened) {
        if (run.stage().followsAcceptance()) {
            return BIBLE;
        } else if (run.attempt() > 0) {
            WasSentBack order = sentBack.get(new Attempt(run.run(), run.attempt() - 1));
            return order == null ? UNKNOWN : order.level();
        } else if (run.run() > 1) {
            WasReopened order = reopened.get(run.run());
            return order == null ? UNKNOWN : order.level();
        }
        return FIRST_PASS;
    }

    private static void countReview(StageRun run, Day day) {
        PartialReview review = run.partialReview();
        if (review == null) {
            return;
        }
        String model = Objects.requireNonNullElse(run.model(), UNKNOWN);
        day.add(KpiMeasure.PARTIAL_REVIEWS_BY_MODEL, model, 1);
        day.add(KpiMeasure.READ_BOTH_WAYS_BY_MODEL, model, review.fullReading() == null ? 0 : 1);
        day.add(KpiMeasure.DISAGREEMENTS_BY_MODEL, model, review.agreed() ? 0 : 1);
    }

    /** A retry's cost counts on its own days, the full retry it is compared with on the day it was first judged. */
    private void countSavings(Days days) {
        List<StageRan> ran = of(StageRan.class);
        SortedMap<Integer, Savings> savings =
                SavingsLedger.byRun(ran.stream().map(StageRan::run).toList());
        Map<Attempt, StageRan> judged = new TreeMap<>();
        for (StageRan one : ran) {
            StageRun run = one.run();
            if (run.attempt() == 0 || run.stage().followsAcceptance()) {
                continue;
            }
            Day day = days.of(one.place());
            day.add(KpiMeasure.RETRY_COST_NANO_USD, run.usage().costNanoUsd());
            day.add(KpiMeasure.RETRY_TOKENS, run.usage().totalTokens());
            if (run.stage().reportsToRouter() && run.answered() != null) {
                judged.putIfAbsent(new Attempt(run.run(), run.attempt()), one);
            }
        }
        Map<Integer, Long> retries =
                judged.keySet().stream().collect(Collectors.groupingBy(Attempt::run, Collectors.counting()));
        judged.forEach((attempt, review) -> {
            // The ledger of savings counts the same full retry for each retry of a run that was judged.
            Savings.Amount all =
                    Objects.requireNonNull(savings.get(attempt.run())).fullRetry();
            long times = Objects.requireNonNull(retries.get(attempt.run()));
            Day day = days.of(review.place());
            day.add(KpiMeasure.FULL_RETRY_COST_NANO_USD, all.money().nanoUsd() / times);
            day.add(KpiMeasure.FULL_RETRY_TOKENS, all.tokens() / times);
        });
    }

    /** An attempt counts once, when its run's outcome first tells of it. */
    private void countJudged(Days days) {
        Map<Attempt, AttemptRecord> counted = new TreeMap<>();
        for (HasEnded end : of(HasEnded.class)) {
            for (AttemptRecord judged : end.attempts()) {
                Attempt attempt = new Attempt(end.run(), judged.attempt());
                if (counted.putIfAbsent(attempt, judged) == null) {
                    countJudged(attempt, judged, days.of(end.place()));
                }
            }
        }
    }

    private static void countJudged(Attempt attempt, AttemptRecord judged, Day day) {
        int passed = judged.passed() ? 1 : 0;
        day.add(KpiMeasure.JUDGED, 1);
        day.add(KpiMeasure.JUDGE_PASSED, passed);
        if (attempt.run() == 1 && attempt.number() == 0) {
            day.add(KpiMeasure.JUDGED_AT_FIRST_SIGHT, 1);
            day.add(KpiMeasure.PASSED_AT_FIRST_SIGHT, passed);
        }
        for (Issue issue : judged.issues()) {
            day.add(KpiMeasure.ISSUES_BY_TYPE, word(issue.type()), 1);
        }
        Scores scores = judged.scores();
        day.score("continuity", scores.continuity());
        day.score("pacing", scores.pacing());
        day.score("character_motivation", scores.characterMotivation());
        day.score("genre_fulfillment", scores.genreFulfillment());
        day.score("prose", scores.prose());
        day.score("hook", scores.hook());
        day.score("clue_fairness", scores.clueFairness());
    }

    /** A model may name a type as it likes, but not fill the figures with sentences. */
    private static String word(String type) {
        boolean isWord = type.codePoints()
                .allMatch(sign -> Character.isLetterOrDigit(sign)
                        || Character.getType(sign) == Character.NON_SPACING_MARK
                        || Character.getType(sign) == Character.COMBINING_SPACING_MARK
                        || sign == '_');
        return isWord && type.codePointCount(0, type.length()) <= LONGEST_TYPE ? type : OTHER;
    }

    private void countEnd(int retries, String arm, Days days) {
        HasEnded end = standing();
        if (end == null) {
            return;
        }
        Day day = days.of(end.place());
        day.add(
                switch (end.kind()) {
                    case ACCEPTED -> KpiMeasure.CHAPTERS_ACCEPTED;
                    case EXHAUSTED -> KpiMeasure.CHAPTERS_EXHAUSTED;
                    case CANCELLED -> KpiMeasure.CHAPTERS_CANCELLED;
                },
                1);
        day.add(KpiMeasure.ENDED_BY_ARM, arm, 1);
        day.add(KpiMeasure.ACCEPTED_BY_ARM, arm, end.kind() == ChapterOutcome.Kind.ACCEPTED ? 1 : 0);
        day.add(KpiMeasure.CHAPTERS_BY_RETRIES, Integer.toString(retries), 1);
        if (!end.byOperator()) {
            day.add(KpiMeasure.CHAPTERS_TIMED, 1);
            day.add(KpiMeasure.CHAPTER_MILLIS, end.millis());
        }
    }

    /** The outcome that stands: the last, but an accepted one until another is accepted. */
    private @Nullable HasEnded standing() {
        HasEnded standing = null;
        for (HasEnded end : of(HasEnded.class)) {
            if (standing == null
                    || standing.kind() != ChapterOutcome.Kind.ACCEPTED
                    || end.kind() == ChapterOutcome.Kind.ACCEPTED) {
                standing = end;
            }
        }
        return standing;
    }

    private String arm() {
        for (ChapterFact fact : facts) {
            Arm arm = fact instanceof HasEnded end ? end.arm() : fact instanceof WasSentBack back ? back.arm() : null;
            if (arm != null) {
                return arm.name();
            }
        }
        return UNKNOWN;
    }

    private <F extends ChapterFact> List<F> of(Class<F> kind) {
        return facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private static <F extends ChapterFact, K> Map<K, F> firsts(List<F> facts, Function<F, K> identity) {
        Map<K, F> firsts = new TreeMap<>();
        facts.forEach(fact -> firsts.putIfAbsent(identity.apply(fact), fact));
        return firsts;
    }

    private record Attempt(int run, int number) implements Comparable<Attempt> {
        @Override
        public int compareTo(Attempt other) {
            return run == other.run ? Integer.compare(number, other.number) : Integer.compare(run, other.run);
        }
    }

    private static final class Days {
        private final SortedMap<String, Day> days = new TreeMap<>();

        Day of(Place place) {
            return days.computeIfAbsent(place.day(), day -> new Day());
        }

        SortedMap<String, KpiRollup> rollups() {
            SortedMap<String, KpiRollup> rollups = new TreeMap<>();
            days.forEach((day, counted) -> {
                KpiRollup rollup = new KpiRollup(day, counted.figures);
                if (!rollup.isEmpty()) {
                    rollups.put(day, rollup);
                }
            });
            return rollups;
        }
    }

    private static final class Day {
        private final SortedMap<KpiFigure, Long> figures = new TreeMap<>();

        void add(KpiMeasure measure, long amount) {
            add(measure, "", amount);
        }

        void add(KpiMeasure measure, String label, long amount) {
            figures.merge(new KpiFigure(measure, label), amount, Long::sum);
        }

        void score(String criterion, double score) {
            add(KpiMeasure.SCORES_BY_CRITERION, criterion, 1);
            add(KpiMeasure.SCORE_THOUSANDTHS_BY_CRITERION, criterion, Math.round(THOUSAND * score));
        }
    }
}
