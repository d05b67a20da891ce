package dev.storycrew.audit.rollout;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.retry.Arm;
import java.util.ArrayList;
import java.util.List;

/**
 * The figures of one arm.
 *
 * @param chapters that ended, accepted or exhausted, without an operator's decision
 * @param accepted how many of them were accepted
 * @param retried how many had a retry
 * @param passedAtFirstRetry how many of the retried passed at their first retry
 * @param retries of all chapters together
 * @param costs of each chapter: US dollars, or tokens
 * @param inUsd false when some model has no known price, and costs are tokens
 */
public record ArmFigures(
        int chapters,
        int accepted,
        int retried,
        int passedAtFirstRetry,
        int retries,
        List<Double> costs,
        boolean inUsd) {
    public ArmFigures {
        costs = List.copyOf(costs);
    }

    /** Counts an arm's chapters, without those an operator decided and those without a decision. */
    public static ArmFigures of(Arm arm, List<ChapterOutcome> outcomes) {
        List<ChapterOutcome> counted = outcomes.stream()
                .filter(outcome -> outcome.arm() == arm
                        && outcome.run() == 1
                        && outcome.commandId() == null
                        && outcome.kind() != ChapterOutcome.Kind.CANCELLED)
                .toList();
        boolean inUsd = outcomes.stream().allMatch(outcome -> usage(outcome).priced());
        int accepted = 0;
        int retried = 0;
        int passed = 0;
        int retries = 0;
        List<Double> costs = new ArrayList<>();
        for (ChapterOutcome outcome : counted) {
            Usage usage = usage(outcome);
            costs.add(inUsd ? usage.cost().usd() : usage.totalTokens());
            accepted += outcome.kind() == ChapterOutcome.Kind.ACCEPTED ? 1 : 0;
            long had = outcome.history().stream()
                    .filter(attempt -> attempt.retryLevel() != null)
                    .count();
            retries += (int) had;
            if (had > 0) {
                retried++;
                // A retry ended by its budget was never judged.
                boolean judged = outcome.history().size() > 1;
                passed += judged && outcome.history().get(1).passed() ? 1 : 0;
            }
        }
        return new ArmFigures(counted.size(), accepted, retried, passed, retries, costs, inUsd);
    }

    /** The share of retried chapters that passed at their first retry, 0 to 1; 0 if none was retried. */
    public double passRateAtFirstRetry() {
        return retried == 0 ? 0 : (double) passedAtFirstRetry / retried;
    }

    public double retriesPerChapter() {
        return chapters == 0 ? 0 : (double) retries / chapters;
    }

    public double meanCost() {
        return costs.stream().mapToDouble(Double::doubleValue).average().orElse(0);
    }

    /** What all the arm's chapters cost, for each that was accepted; 0 if none was. */
    public double costPerAccepted() {
        double all = costs.stream().mapToDouble(Double::doubleValue).sum();
        return accepted == 0 ? 0 : all / accepted;
    }

    private static Usage usage(ChapterOutcome outcome) {
        return Usage.sum(outcome.costs().stream().map(StageCost::usage).toList());
    }
}
