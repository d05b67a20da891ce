package dev.storycrew.audit;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.retry.Attempts;
import dev.storycrew.core.text.Counted;
import dev.storycrew.history.facts.Fact;
import java.util.ArrayList;
import java.util.List;

/** The tokens and cost of a run's stage runs add up to its outcome's, run by run. */
final class CostCheck {
    private final RunTrail run;
    private final Fact.OutcomeFact outcome;
    private final List<Violation> found = new ArrayList<>();

    CostCheck(RunTrail run, Fact.OutcomeFact outcome) {
        this.run = run;
        this.outcome = outcome;
    }

    /** Everything wrong: stage runs that are missing, that differ, or that nobody counts. */
    List<Violation> check() {
        List<Fact.StageRunFact> left = new ArrayList<>();
        run.attempts().values().forEach(attempt -> left.addAll(attempt.finished()));
        for (StageCost cost : outcome.costs()) {
            counted(cost, left);
        }
        if (!run.mayHaveRunInVain()) {
            left.stream().filter(this::isDue).forEach(this::uncounted);
        }
        return found;
    }

    private void counted(StageCost cost, List<Fact.StageRunFact> left) {
        String stage = cost.stage().label() + " on " + Attempts.named(cost.attempt());
        List<Fact.StageRunFact> candidates = left.stream()
                .filter(ran -> ran.run().stage() == cost.stage() && ran.run().attempt() == cost.attempt())
                .toList();
        Fact.StageRunFact same = candidates.stream()
                .filter(ran -> ran.run().usage().equals(cost.usage()))
                .findFirst()
                .orElse(null);
        if (same != null) {
            left.remove(same);
        } else if (candidates.isEmpty()) {
            found.add(new Violation(
                    Violation.Kind.MISSING_RUN,
                    outcome.chapter().toString(),
                    outcome.position(),
                    "a finished run of " + stage + " in stage-runs",
                    "none"));
        } else {
            left.remove(candidates.get(0));
            wrong(
                    candidates.get(0),
                    stage + ": " + describe(cost.usage()) + " as in the outcome at " + outcome.position(),
                    describe(candidates.get(0).run().usage()));
        }
    }

    /** The bible of an attempt that an operator accepted is counted by a later outcome. */
    private boolean isDue(Fact.StageRunFact ran) {
        boolean later = ran.run().stage().followsAcceptance()
                && run.isAcceptedByOperators()
                && outcome == run.outcomes().get(0);
        return ran.run().usage().calls() > 0 && !later;
    }

    private void uncounted(Fact.StageRunFact extra) {
        wrong(
                extra,
                "every run counted in the outcome at " + outcome.position(),
                "not counted: " + extra.run().stage().label() + " on "
                        + Attempts.named(extra.run().attempt()) + ": "
                        + describe(extra.run().usage()));
    }

    private void wrong(Fact.StageRunFact ran, String expected, String what) {
        found.add(new Violation(Violation.Kind.COST, outcome.chapter().toString(), ran.position(), expected, what));
    }

    /** A stage run after a chapter's end, on an envelope that nobody put back: nobody counts it. */
    static Violation afterTheEnd(Fact.StageRunFact late) {
        return new Violation(
                Violation.Kind.COST,
                late.run().chapter().toString(),
                late.position(),
                "no run after a chapter's end, where no outcome counts it",
                late.run().stage().label() + " on " + Attempts.named(late.run().attempt()) + ": "
                        + describe(late.run().usage()));
    }

    static String describe(Usage usage) {
        return Counted.of(usage.calls(), "call") + ", " + usage.inputTokens() + " input (" + usage.cachedTokens()
                + " cached) and " + Counted.of(usage.outputTokens(), "output token") + ", " + usage.costNanoUsd()
                + " nano-USD";
    }
}
