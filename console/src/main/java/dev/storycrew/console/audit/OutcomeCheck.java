package dev.storycrew.console.audit;

import dev.storycrew.console.facts.Fact;
import dev.storycrew.console.facts.Place;
import dev.storycrew.console.skim.Digest;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.BestAttempt;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Checks how a run of a chapter ended, when no operator ended it. */
final class OutcomeCheck {
    private final RunTrail run;
    private final Fact.Ended outcome;
    private final DecisionCheck decisions;
    private final boolean operatorsIntervened;
    private final List<Violation> found = new ArrayList<>();

    /** @param operatorsIntervened true when there are commands on the chapter: runs may then have been made in vain */
    OutcomeCheck(RunTrail run, Fact.Ended outcome, DecisionCheck decisions, boolean operatorsIntervened) {
        this.run = run;
        this.outcome = outcome;
        this.decisions = decisions;
        this.operatorsIntervened = operatorsIntervened;
    }

    /** All that is wrong, causes first. */
    List<Violation> check() {
        Fact.Carried last = lastJudged();
        if (last == null) {
            add(Violation.Kind.MISSING_RECORD, "a judge's result", "none");
            return found;
        }
        Fact.Carried made =
                run.attempts().getOrDefault(last.attempt(), new AttemptTrail()).at(Place.BIBLE_MADE);
        kind(last, made);
        best();
        history();
        costs(last, made);
        bible(made);
        return found;
    }

    private Fact.@Nullable Carried lastJudged() {
        Fact.Carried last = null;
        for (AttemptTrail attempt : run.attempts().values()) {
            Fact.Carried judged = attempt.at(Place.JUDGED);
            last = judged == null ? last : judged;
        }
        return last;
    }

    private void kind(Fact.Carried last, Fact.@Nullable Carried made) {
        if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED && made == null) {
            add(Violation.Kind.MISSING_RECORD, "the bible's result of attempt " + last.attempt(), "none");
        }
        if (last.report() == null) {
            expect(Violation.Kind.OUTCOME, ChapterOutcome.Kind.EXHAUSTED, outcome.kind());
            return;
        }
        if (outcome.policy() == null) {
            add(Violation.Kind.OUTCOME, "the policy that decided", "none");
            return;
        }
        // How much was left of a budget is in no outcome; that nothing was, is in its words.
        Long left = outcome.explanation().contains(": budget, ") ? 0L : null;
        DecisionCheck.Recomputed again = decisions.decide(last, outcome.policy(), true, left, outcome.position());
        if (again.violation() != null) {
            found.add(again.violation());
        } else if (again.route() instanceof Route.Accept) {
            expect(Violation.Kind.OUTCOME, ChapterOutcome.Kind.ACCEPTED, outcome.kind());
        } else if (again.route() instanceof Route.Exhausted exhausted) {
            expect(Violation.Kind.OUTCOME, ChapterOutcome.Kind.EXHAUSTED, outcome.kind());
            if (last.stopReason() == null) {
                expect(Violation.Kind.OUTCOME, exhausted.explanation(), outcome.explanation());
            }
        } else {
            add(
                    Violation.Kind.OUTCOME,
                    "another attempt, by " + outcome.policy() + " on attempt " + last.attempt(),
                    outcome.kind().name());
        }
    }

    /** The best attempt is the accepted one, or the best of those that failed; its text is what was judged. */
    private void best() {
        BestAttempt best = null;
        Fact.Carried from = null;
        for (AttemptTrail attempt : run.attempts().values()) {
            Fact.Carried judged = attempt.at(Place.JUDGED);
            JudgeReport report = judged == null ? null : judged.report();
            if (judged == null || report == null) {
                continue;
            }
            BestAttempt candidate = new BestAttempt(
                    judged.attempt(), report.scores().mean(), report.hardFail().safetyPassed(), null, new TreeMap<>());
            BestAttempt better =
                    outcome.kind() == ChapterOutcome.Kind.ACCEPTED ? candidate : BestAttempt.better(best, candidate);
            from = better == candidate ? judged : from;
            best = better;
        }
        if (best == null || from == null) {
            return;
        }
        expect(Violation.Kind.OUTCOME, "best attempt " + best.attempt(), "best attempt " + outcome.bestAttempt());
        Map<Integer, String> text = new TreeMap<>();
        for (Map.Entry<Integer, Digest> scene : outcome.text().entrySet()) {
            text.put(scene.getKey(), scene.getValue().toString());
        }
        if (!from.work().text().equals(text)) {
            add(Violation.Kind.OUTCOME, "the text that was judged at " + from.position(), "another text");
        }
    }

    private void history() {
        Map<Integer, AttemptRecord> told = new HashMap<>();
        outcome.history().forEach(attempt -> told.put(attempt.attempt(), attempt));
        for (AttemptTrail attempt : run.attempts().values()) {
            Fact.Carried judged = attempt.at(Place.JUDGED);
            JudgeReport report = judged == null ? null : judged.report();
            if (judged == null || report == null) {
                continue;
            }
            AttemptRecord entry = told.get(judged.attempt());
            String level = attempt.decision() == null
                    ? null
                    : attempt.decision().decision().level();
            if (entry == null
                    || !entry.scores().equals(report.scores())
                    || !Objects.equals(entry.retryLevel(), level)) {
                add(
                        Violation.Kind.OUTCOME,
                        "attempt " + judged.attempt() + " in the history as it was judged and decided",
                        entry == null ? "no such attempt" : "other scores or the level " + entry.retryLevel());
            }
        }
    }

    private void costs(Fact.Carried last, Fact.@Nullable Carried made) {
        Fact.Carried source = made == null ? last : made;
        if (!source.costs().equals(outcome.costsDigest())) {
            add(
                    Violation.Kind.COST,
                    "the costs that its envelope had at " + source.position(),
                    "others, together " + describe(outcome.costs()));
        }
        List<Fact.Ran> left = new ArrayList<>();
        boolean twice = operatorsIntervened;
        for (AttemptTrail attempt : run.attempts().values()) {
            left.addAll(attempt.finished());
            twice |= attempt.handedInTwice();
        }
        for (StageCost cost : outcome.costs()) {
            String stage = cost.stage().label() + " of attempt " + cost.attempt();
            List<Fact.Ran> candidates = left.stream()
                    .filter(ran ->
                            ran.run().stage() == cost.stage() && ran.run().attempt() == cost.attempt())
                    .toList();
            Fact.Ran same = candidates.stream()
                    .filter(ran -> ran.run().usage().equals(cost.usage()))
                    .findFirst()
                    .orElse(null);
            if (same != null) {
                left.remove(same);
            } else if (candidates.isEmpty()) {
                add(Violation.Kind.MISSING_RUN, "a finished run of " + stage + " in stage-runs", "none");
            } else {
                left.remove(candidates.get(0));
                found.add(new Violation(
                        Violation.Kind.COST,
                        outcome.chapter().toString(),
                        candidates.get(0).position(),
                        stage + ": " + describe(cost.usage()) + " as in the outcome at " + outcome.position(),
                        describe(candidates.get(0).run().usage())));
            }
        }
        for (Fact.Ran extra : left) {
            if (!twice && extra.run().usage().calls() > 0) {
                found.add(new Violation(
                        Violation.Kind.COST,
                        outcome.chapter().toString(),
                        extra.position(),
                        "no run that the outcome at " + outcome.position() + " does not count",
                        extra.run().stage().label() + " of attempt "
                                + extra.run().attempt() + ": "
                                + describe(extra.run().usage())));
            }
        }
    }

    private void bible(Fact.@Nullable Carried made) {
        Fact.Carried start = run.start();
        if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED) {
            if (made != null && made.bibleLeft() != null) {
                expect(Violation.Kind.BIBLE, "bible " + made.bibleLeft(), "bible " + outcome.bible());
                expect(Violation.Kind.BIBLE, "bible changes " + made.changes(), "bible changes " + outcome.changes());
            }
        } else if (start != null) {
            expect(
                    Violation.Kind.BIBLE,
                    "bible " + start.bible() + ", unchanged",
                    "bible " + outcome.bible() + ", unchanged");
        }
    }

    private void expect(Violation.Kind kind, Object expected, Object what) {
        if (!expected.equals(what)) {
            add(kind, expected.toString(), what.toString());
        }
    }

    private void add(Violation.Kind kind, String expected, String what) {
        found.add(new Violation(kind, outcome.chapter().toString(), outcome.position(), expected, what));
    }

    private static String describe(List<StageCost> costs) {
        return describe(Usage.sum(costs.stream().map(StageCost::usage).toList()));
    }

    private static String describe(Usage usage) {
        return usage.calls() + " calls, " + usage.inputTokens() + " input (" + usage.cachedTokens() + " cached) and "
                + usage.outputTokens() + " output tokens, " + usage.costNanoUsd() + " nano-USD";
    }
}
