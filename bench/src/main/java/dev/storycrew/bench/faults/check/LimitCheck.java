package dev.storycrew.bench.faults.check;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.retry.EndReason;
import dev.storycrew.core.text.Counted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** No chapter has too many attempts, and none keeps spending beyond its cap. */
final class LimitCheck implements Check {
    private final int mostAttempts;
    private final @Nullable Money cap;
    private final List<String> violations = new ArrayList<>();
    private long chapters;
    private long stopped;
    private Money dearest = Money.ZERO;

    LimitCheck(Evidence evidence) {
        this.mostAttempts = evidence.config().routing().policy().maxRetries() + 1;
        this.cap = evidence.config().routing().budget().left(Money.ZERO, Money.ZERO);
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
        boolean laterRun = outcome.run() != 1 && !Slice.isRedone(outcome.chapter());
        if (laterRun || outcome.history().size() > mostAttempts) {
            violations.add(outcome.chapter() + " ended in run " + outcome.run() + " after "
                    + Counted.of(outcome.history().size(), "attempt"));
        }
        if (outcome.reason() == EndReason.STOPPED_BY_STAGE) {
            stopped++;
        }
        Money beforeTheLast = Money.ZERO;
        Money total = Money.ZERO;
        for (StageCost cost : outcome.costs()) {
            if (!cost.stage().followsAcceptance() && cost.usage().costNanoUsd() > 0) {
                beforeTheLast = total;
                total = total.plus(cost.usage().cost());
            }
        }
        dearest = total.compareTo(dearest) > 0 ? total : dearest;
        if (cap != null && beforeTheLast.compareTo(cap) > 0) {
            violations.add(outcome.chapter() + " went on after it had cost $" + beforeTheLast.usd());
        }
    }

    @Override
    public CampaignVerdict.Finding finding() {
        return new CampaignVerdict.Finding(
                "attempts and budgets are kept",
                Counted.of(chapters, "outcome") + ", " + stopped + " stopped by the budget, the most expensive "
                        + dearest,
                violations);
    }
}
