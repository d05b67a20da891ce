package dev.storycrew.audit;

import dev.storycrew.core.canon.ChapterCanon;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.decision.Outcomes;
import dev.storycrew.core.decision.Ruling;
import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.judge.JudgeReport;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.retry.Explanations;
import dev.storycrew.core.retry.Route;
import dev.storycrew.history.facts.Fact;
import dev.storycrew.history.facts.PipelineStep;
import dev.storycrew.history.skim.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An outcome follows from its run: from what the judge said, or from the operator's command it names. */
final class OutcomeCheck {
    private final ChapterTrail chapter;
    private final RunTrail run;
    private final Fact.OutcomeFact outcome;
    private final DecisionCheck decisions;
    private final List<Violation> found = new ArrayList<>();

    OutcomeCheck(ChapterTrail chapter, RunTrail run, Fact.OutcomeFact outcome, DecisionCheck decisions) {
        this.chapter = chapter;
        this.run = run;
        this.outcome = outcome;
        this.decisions = decisions;
    }

    /** Everything wrong, causes first. */
    List<Violation> check() {
        Fact.EnvelopeFact start = run.start();
        if (outcome.kind() == ChapterOutcome.Kind.CANCELLED) {
            cancelled();
        } else if (start == null || Objects.equals(start.command(), outcome.commandId())) {
            routed();
        } else {
            accepted(outcome.commandId());
        }
        return found;
    }

    /** The router ended it. */
    private void routed() {
        Fact.EnvelopeFact last = null;
        for (AttemptTrail attempt : run.attempts().values()) {
            Fact.EnvelopeFact judged = attempt.at(PipelineStep.JUDGED);
            last = judged == null ? last : judged;
        }
        if (last == null) {
            add(Violation.Kind.MISSING_RECORD, "a judge result", "none");
            return;
        }
        Fact.EnvelopeFact atTheBible = run.known(last.attempt()).at(PipelineStep.BIBLE_MADE);
        boolean accepted = outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
        Fact.EnvelopeFact made = atTheBible == null && accepted ? run.stillHolds(last.attempt()) : atTheBible;
        kind(last, made);
        if (accepted) {
            best(last);
        } else if (chapter.knowsWhatLedTo(run)) {
            ChapterTrail.Best best = chapter.best(run);
            best(best == null ? null : best.judged());
        }
        history(true);
        Fact.EnvelopeFact source = made == null ? last : made;
        costs(source.costs(), "at " + source.position());
        bible(made);
    }

    private void kind(Fact.EnvelopeFact last, Fact.@Nullable EnvelopeFact made) {
        if (outcome.kind() == ChapterOutcome.Kind.ACCEPTED && made == null) {
            add(Violation.Kind.MISSING_RECORD, "the bible result of " + Attempts.named(last.attempt()), "none");
        }
        if (last.report() == null) {
            ended(ChapterOutcome.Kind.EXHAUSTED, Ruling.stopped(last.judged()).route());
            return;
        }
        if (outcome.policy() == null) {
            add(Violation.Kind.OUTCOME, "the policy that decided", "none");
            return;
        }
        Fact.RetryFact before = run.known(last.attempt() - 1).decision();
        Long left = outcome.leftWhenDecided(before == null ? null : before.decision());
        DecisionCheck.Recomputed again =
                decisions.decide(last, outcome.policy(), true, left, outcome.position(), outcome.explanationVersion());
        if (again.route() instanceof Route.Retry && before == null && outcome.explanationVersion() == 0) {
            // Such an outcome does not record what was left: it may have ended because nothing was.
            again = decisions.decide(
                    last, outcome.policy(), true, 0L, outcome.position(), outcome.explanationVersion());
        }
        if (again.violation() != null) {
            found.add(again.violation());
        } else if (again.route() instanceof Route.Accept accept) {
            ended(ChapterOutcome.Kind.ACCEPTED, accept);
        } else if (again.route() instanceof Route.Exhausted exhausted) {
            ended(ChapterOutcome.Kind.EXHAUSTED, exhausted);
        } else {
            add(
                    Violation.Kind.OUTCOME,
                    "another retry after " + Attempts.named(last.attempt()) + ", by " + outcome.policy(),
                    outcome.kind().name());
        }
        if (again.arm() != null) {
            expect(Violation.Kind.OUTCOME, "arm " + again.arm(), "arm " + outcome.arm());
        }
    }

    private void ended(ChapterOutcome.Kind kind, Route route) {
        expect(Violation.Kind.OUTCOME, kind, outcome.kind());
        EndReason reason = route instanceof Route.Exhausted exhausted ? exhausted.reason() : EndReason.PASSED;
        because(reason, route.explanation());
    }

    /** Outcomes written before reasons existed have none, and their sentences differ. */
    private void because(EndReason reason, String explanation) {
        if (outcome.explanationVersion() > 0) {
            expect(Violation.Kind.OUTCOME, reason, outcome.reason());
        }
        if (outcome.explanationVersion() == Explanations.VERSION) {
            expect(Violation.Kind.OUTCOME, explanation, outcome.explanation());
        }
    }

    /** An operator ended it, with what the last decision left. */
    private void cancelled() {
        if (chapter.knowsWhatLedTo(run)) {
            ChapterTrail.Best best = chapter.best(run);
            best(best == null ? null : best.judged());
        }
        Fact.CommandFact command = chapter.command(outcome.commandId());
        if (command != null) {
            because(
                    EndReason.CANCELLED,
                    Explanations.cancelled(command.command().signature()));
        }
        history(false);
        Fact.OutcomeFact before = before();
        AttemptRecord last = outcome.history().isEmpty()
                ? null
                : outcome.history().get(outcome.history().size() - 1);
        Fact.EnvelopeFact judged =
                last == null ? null : run.known(last.attempt()).at(PipelineStep.JUDGED);
        if (before != null) {
            costs(before.costsDigest(), "at " + before.position());
        } else if (judged != null) {
            costs(judged.costs(), "at " + judged.position());
        } else {
            costs(outcome.costsDigest(), "");
        }
        bible(null);
    }

    /** An operator accepted one of the attempts: its bible changes were made, and everything else is unchanged. */
    private void accepted(@Nullable String commandId) {
        AttemptTrail acceptance = run.acceptance(String.valueOf(commandId));
        Fact.EnvelopeFact sent = acceptance.at(PipelineStep.BIBLE);
        Fact.EnvelopeFact made = acceptance.at(PipelineStep.BIBLE_MADE);
        if (sent == null || made == null) {
            add(
                    Violation.Kind.MISSING_RECORD,
                    sent == null ? "the accepted envelope" : "the bible result of the accepted attempt",
                    "none for command " + commandId);
            return;
        }
        Fact.CommandFact command = chapter.command(commandId);
        Fact.EnvelopeFact wanted = command == null ? null : wanted(command);
        if (command != null && wanted != null) {
            found.addAll(WorkCheck.added(wanted.work(), wanted.position().toString(), sent, null));
            // Two attempts may have the same text: then the work is the earlier one's, and the attempt is the best one.
            ChapterTrail.Best best = command.command().attempt() == null ? chapter.best(run) : null;
            int attempt = best == null ? wanted.attempt() : best.worth().attempt();
            expect(Violation.Kind.OUTCOME, Attempts.named(attempt), Attempts.named(sent.attempt()));
        }
        found.addAll(WorkCheck.added(sent.work(), sent.position().toString(), made, null));
        best(sent);
        history(false);
        EndReason reason = Outcomes.acceptance(sent.attempt(), outcome.history());
        because(reason, Outcomes.acceptanceExplained(reason, sent.attempt(), commandId));
        Fact.OutcomeFact before = before();
        if (before != null && !before.costsDigest().equals(sent.costs())) {
            found.add(new Violation(
                    Violation.Kind.COST,
                    sent.chapter().toString(),
                    sent.position(),
                    "the costs of the outcome at " + before.position(),
                    "different costs"));
        }
        costs(made.costs(), "at " + made.position());
        bible(made);
    }

    private Fact.@Nullable EnvelopeFact wanted(Fact.CommandFact command) {
        Integer attempt = command.command().attempt();
        if (attempt != null) {
            return run.known(attempt).at(PipelineStep.JUDGED);
        }
        return chapter.knowsWhatLedTo(run) ? chapter.workOf(run) : null;
    }

    /** The outcome before this one of the same run; null when this is the first. */
    private Fact.@Nullable OutcomeFact before() {
        int index = run.outcomes().indexOf(outcome);
        return index > 0 ? run.outcomes().get(index - 1) : null;
    }

    /** The best attempt is the accepted one, or the best of those that failed; its text is what was judged. */
    private void best(Fact.@Nullable EnvelopeFact best) {
        if (best == null) {
            return;
        }
        Integer told = outcome.bestAttempt();
        expect(
                Violation.Kind.OUTCOME,
                "best attempt: " + Attempts.named(best.attempt()),
                "best attempt: " + (told == null ? "none" : Attempts.named(told)));
        Map<Integer, String> text = new TreeMap<>();
        for (Map.Entry<Integer, Digest> scene : outcome.text().entrySet()) {
            text.put(scene.getKey(), scene.getValue().toString());
        }
        if (!best.work().text().equals(text)) {
            add(Violation.Kind.OUTCOME, "the text at " + best.position(), "a different text");
        }
    }

    /** @param complete true if every judged attempt must be in it */
    private void history(boolean complete) {
        Map<Integer, AttemptRecord> told = new HashMap<>();
        outcome.history().forEach(attempt -> told.put(attempt.attempt(), attempt));
        for (int attempt : told.keySet()) {
            if (run.known(attempt).at(PipelineStep.JUDGED) == null) {
                add(Violation.Kind.MISSING_RECORD, "the judge result of " + Attempts.named(attempt), "none");
            }
        }
        for (AttemptTrail attempt : run.attempts().values()) {
            Fact.EnvelopeFact judged = attempt.at(PipelineStep.JUDGED);
            JudgeReport report = judged == null ? null : judged.report();
            if (judged == null || report == null) {
                continue;
            }
            AttemptRecord entry = told.get(judged.attempt());
            if (entry == null && !complete && attempt.decision() == null) {
                continue;
            }
            String level = attempt.decision() == null
                    ? null
                    : attempt.decision().decision().level();
            if (entry == null
                    || !entry.scores().equals(report.scores())
                    || !Objects.equals(entry.retryLevel(), level)) {
                add(
                        Violation.Kind.OUTCOME,
                        Attempts.named(judged.attempt()) + " in the history, with its scores and decision",
                        entry == null ? "no such attempt" : "different scores, or level " + entry.retryLevel());
            }
        }
    }

    private void costs(Digest expected, String where) {
        if (!expected.equals(outcome.costsDigest())) {
            Usage together =
                    Usage.sum(outcome.costs().stream().map(StageCost::usage).toList());
            add(
                    Violation.Kind.COST,
                    "the costs it had " + where,
                    "different costs, in total " + CostCheck.describe(together));
        }
        found.addAll(new CostCheck(run, outcome).check());
    }

    private void bible(Fact.@Nullable EnvelopeFact made) {
        Fact.EnvelopeFact start = run.start();
        if (outcome.byHand() && start != null && !start.byHand()) {
            add(Violation.Kind.OUTCOME, "a text that machines have made", "one handed in by an editor");
        }
        entries(made);
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

    /** The entries that it names are those that its bible changes read, wrote and ended, and no other chapter has ended any since. */
    private void entries(Fact.@Nullable EnvelopeFact made) {
        outcome.endedLate().forEach((id, by) -> {
            if (by > outcome.chapter().number()) {
                add(Violation.Kind.ENTRIES, id + " ended by a chapter that has ended", id + " ended by chapter " + by);
            }
        });
        boolean accepted = outcome.kind() == ChapterOutcome.Kind.ACCEPTED;
        ChapterCanon said = outcome.canon();
        ChapterCanon is = accepted && made != null ? made.canon() : null;
        if (said == null || is == null) {
            if (said != null ? made != null || !accepted : is != null) {
                add(Violation.Kind.ENTRIES, named(is), named(said));
            }
            return;
        }
        entries("relied on, of the bible that it started with,", is.read(), said.read());
        entries("written", is.wrote(), said.wrote());
        entries("withdrawn", is.withdrew(), said.withdrew());
        entries("resolved", is.resolved(), said.resolved());
        expect(Violation.Kind.ENTRIES, "ending " + is.endingDigest(), "ending " + said.endingDigest());
        outcome.endedLate().keySet().stream()
                .filter(id -> !said.withdrew().contains(id) && !said.resolved().contains(id))
                .forEach(id -> add(
                        Violation.Kind.ENTRIES,
                        id + " ended by a chapter whose outcome says so",
                        id + " ended by this chapter, whose outcome does not say so"));
    }

    private void entries(String what, List<String> expected, List<String> found) {
        expect(Violation.Kind.ENTRIES, "entries " + what + " " + expected, "entries " + what + " " + found);
    }

    private static String named(@Nullable ChapterCanon canon) {
        return canon == null ? "no word of entries" : "entries written " + canon.wrote();
    }

    private void expect(Violation.Kind kind, Object expected, Object what) {
        if (!expected.equals(what)) {
            add(kind, expected.toString(), what.toString());
        }
    }

    private void add(Violation.Kind kind, String expected, String what) {
        found.add(new Violation(kind, outcome.chapter().toString(), outcome.position(), expected, what));
    }
}
