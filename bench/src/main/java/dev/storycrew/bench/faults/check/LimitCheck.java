package dev.storycrew.bench.faults.check;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** No chapter has too many attempts, and none keeps spending beyond its cap. */
final class LimitCheck implements Check {
    private static final double NANO = 1e9;

    private final int mostAttempts;
    private final double capUsd;
    private final List<String> violations = new ArrayList<>();
    private long chapters;
    private long stopped;
    private double mostUsd;

    LimitCheck(Evidence evidence) {
        this.mostAttempts = evidence.config().routing().policy().maxRetries() + 1;
        this.capUsd = evidence.config().routing().budget().remainingNanoUsd(0, 0) / NANO;
    }

    @Override
    public void look(Slice slice) {
        slice.values("stage-runs", StageRun.class).forEach(run -> {
            if (run.attempt() >= mostAttempts) {
                violations.add(run.chapter() + " was worked on in attempt " + (run.attempt() + 1));
            }
        });
        slice.values("chapters", ChapterOutcome.class).forEach(this::check);
    }

    private void check(ChapterOutcome outcome) {
        chapters++;
        if (outcome.run() != 1 || outcome.history().size() > mostAttempts) {
            violations.add(outcome.chapter() + " ended in run " + outcome.run() + " after "
                    + Counted.of(outcome.history().size(), "attempt"));
        }
        if (outcome.reason() == EndReason.STOPPED_BY_STAGE) {
            stopped++;
        }
        List<StageCost> paid = outcome.costs().stream()
                .filter(cost ->
                        !cost.stage().followsAcceptance() && cost.usage().costNanoUsd() > 0)
                .toList();
        double beforeTheLast = paid.stream()
                .limit(Math.max(0, paid.size() - 1))
                .mapToDouble(cost -> cost.usage().costUsd())
                .sum();
        mostUsd = Math.max(
                mostUsd,
                paid.stream().mapToDouble(cost -> cost.usage().costUsd()).sum());
        if (beforeTheLast > capUsd) {
            violations.add(outcome.chapter() + " went on after it had cost $" + beforeTheLast);
        }
    }

    @Override
    public CampaignVerdict.Finding finding() {
        return new CampaignVerdict.Finding(
                "attempts and budgets are kept",
                Counted.of(chapters, "outcome") + ", " + stopped + " stopped by the budget, the dearest $"
                        + String.format(Locale.ROOT, "%.4f", mostUsd),
                violations);
    }
}
