package dev.storycrew.core.card;

import dev.storycrew.core.retry.Scope;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * One attempt on a chapter's path.
 *
 * @param run from 1
 * @param attempt from 0
 * @param level what it works on: a retry level's name, {@code handed_in} for a text that an editor handed in; null for
 *     a run's first pass, or while no record has told
 * @param scope null where there is no level, and for operators' retries
 * @param escalated whether the level was raised beyond what the issues call for
 * @param scoreHundredths the mean of the judge's seven scores, in hundredths; null until an outcome tells
 * @param passed the verdict after the gates; null until a record tells
 */
public record CardStep(
        int run,
        int attempt,
        @Nullable String level,
        @Nullable Scope scope,
        boolean escalated,
        @Nullable Integer scoreHundredths,
        @Nullable Boolean passed)
        implements Comparable<CardStep> {
    private static final int MAX_LEVEL = 40;
    private static final Comparator<CardStep> IN_ORDER =
            Comparator.comparingInt(CardStep::run).thenComparingInt(CardStep::attempt);

    public CardStep {
        level = level == null ? null : Shortened.to(MAX_LEVEL, level);
    }

    static CardStep begun(int run, int attempt) {
        return new CardStep(run, attempt, null, null, false, null, null);
    }

    CardStep ordered(String byLevel, @Nullable Scope of, boolean raised) {
        return new CardStep(
                run, attempt, byLevel, of == null ? scope : of, raised || escalated, scoreHundredths, passed);
    }

    CardStep judged(@Nullable Integer score, boolean didPass) {
        return new CardStep(run, attempt, level, scope, escalated, score == null ? scoreHundredths : score, didPass);
    }

    @Override
    public int compareTo(CardStep other) {
        return IN_ORDER.compare(this, other);
    }
}
