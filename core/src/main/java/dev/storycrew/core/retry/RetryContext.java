package dev.storycrew.core.retry;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.story.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a decision depends on besides the report: the chapter's retries so far, and its money.
 *
 * @param formerLevels the levels of the run's retries so far, oldest first
 * @param leftNanoUsd what is left of the budget, in billionths of a US dollar; null when there is none
 * @param costs the run's finished stage runs
 */
public record RetryContext(
        List<String> formerLevels, @Nullable Long leftNanoUsd, List<StageCost> costs) {
    private static final RetryContext NONE = new RetryContext(List.of(), null, List.of());

    public RetryContext {
        formerLevels = List.copyOf(formerLevels);
        costs = List.copyOf(costs);
    }

    /** No retry so far, and no budget. */
    public static RetryContext none() {
        return NONE;
    }

    /** How many of the latest retries in a row had a level. */
    int consecutive(String level) {
        int count = 0;
        while (count < formerLevels.size()
                && formerLevels.get(formerLevels.size() - 1 - count).equals(level)) {
            count++;
        }
        return count;
    }

    /**
     * What a retry of a whole chapter at a level costs, in billionths of a US dollar: measured on the chapter's own
     * first pass, and so an upper bound for a retry of some scenes.
     */
    public long measuredNanoUsd(RetryLevel level) {
        List<Stage> stages = Stage.from(level.erases());
        return costs.stream()
                .filter(cost -> cost.attempt() == 0 && stages.contains(cost.stage()))
                .filter(cost -> !level.skip().contains(cost.stage()))
                .mapToLong(cost -> cost.usage().costNanoUsd())
                .sum();
    }
}
