package dev.storycrew.core.card;

import dev.storycrew.core.event.AttemptRecord;
import dev.storycrew.core.event.ChapterOutcome;
import dev.storycrew.core.event.CommandResult;
import dev.storycrew.core.event.RetryDecision;
import dev.storycrew.core.event.StageRun;
import dev.storycrew.core.judge.Scores;
import dev.storycrew.core.kpi.ChapterFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The way that a chapter took.
 *
 * @param steps the attempts by run and number; of many, the last {@value #MOST}
 * @param leftOut how many earlier ones are left out
 * @param bestHundredths the best attempt's mean score in hundredths, left out or not; null until an outcome tells
 */
public record CardPath(
        List<CardStep> steps, int leftOut, @Nullable Integer bestHundredths) {
    static final CardPath EMPTY = new CardPath(List.of(), 0, null);

    private static final int MOST = 20;
    private static final double HUNDRED = 100;

    public CardPath {
        steps = List.copyOf(steps);
    }

    /** The score of the last attempt that has one, in hundredths; null if none has. */
    public @Nullable Integer lastHundredths() {
        for (int index = steps.size() - 1; index >= 0; index--) {
            Integer score = steps.get(index).scoreHundredths();
            if (score != null) {
                return score;
            }
        }
        return null;
    }

    CardPath after(Object value) {
        if (value instanceof StageRun run && !run.stage().followsAcceptance()) {
            return with(run.run(), run.attempt(), step -> step);
        } else if (value instanceof RetryDecision decision) {
            return with(decision.run(), decision.attempt(), step -> step.judged(null, false))
                    .with(
                            decision.run(),
                            decision.attempt() + 1,
                            step -> step.ordered(decision.level(), decision.scope(), decision.escalated()));
        } else if (value instanceof ChapterOutcome outcome) {
            CardPath after = this;
            for (AttemptRecord judged : outcome.history()) {
                after = after.with(outcome.run(), judged);
            }
            return after;
        } else if (value instanceof CommandResult result && result.run() > 1) {
            String level = level(result);
            return level == null ? this : with(result.run(), 0, step -> step.ordered(level, null, false));
        }
        return this;
    }

    private static @Nullable String level(CommandResult result) {
        return result.verdict() != CommandResult.Verdict.DONE
                ? null
                : switch (result.command().kind()) {
                    case RETRY -> result.command().level();
                    case REVISE -> ChapterFigures.HANDED_IN;
                    case ACCEPT, CANCEL, HOLD, RELEASE, REDRIVE, LOCK, UNLOCK, REFOLD -> null;
                };
    }

    private CardPath with(int run, AttemptRecord judged) {
        int score = hundredths(judged.scores());
        CardPath after = with(run, judged.attempt(), step -> step.judged(score, judged.passed()));
        String level = judged.retryLevel();
        CardPath next = level == null
                ? after
                : after.with(run, judged.attempt() + 1, step -> step.ordered(level, null, judged.escalated()));
        Integer best = next.bestHundredths;
        return new CardPath(next.steps, next.leftOut, best == null ? score : Integer.valueOf(Math.max(best, score)));
    }

    private static int hundredths(Scores scores) {
        return (int) Math.round(HUNDRED * scores.mean());
    }

    private CardPath with(int run, int attempt, UnaryOperator<CardStep> change) {
        CardStep begun = CardStep.begun(run, attempt);
        if (leftOut > 0 && !steps.isEmpty() && begun.compareTo(steps.get(0)) < 0) {
            return this; // It is left out.
        }
        TreeMap<CardStep, CardStep> all = new TreeMap<>();
        steps.forEach(step -> all.put(step, step));
        CardStep changed = change.apply(all.getOrDefault(begun, begun));
        all.remove(begun);
        all.put(changed, changed);
        return new CardPath(new ArrayList<>(all.values()), leftOut, bestHundredths).atMost(MOST);
    }

    /** The same with only its last steps. */
    CardPath atMost(int most) {
        int over = Math.max(0, steps.size() - most);
        return over == 0 ? this : new CardPath(steps.subList(over, steps.size()), leftOut + over, bestHundredths);
    }
}
