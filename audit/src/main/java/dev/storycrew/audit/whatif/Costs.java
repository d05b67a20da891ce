package dev.storycrew.audit.whatif;

import dev.storycrew.core.cost.Money;
import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.retry.RetryLevel;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the attempts after a decision cost, measured in the history itself. */
public final class Costs {
    private final Map<Move.Kind, Sum> byKind = new TreeMap<>();
    private Sum firstPasses = new Sum(0, Usage.none());

    /** What some attempts cost in total. */
    record Sum(long attempts, Usage usage) {
        Sum plus(Usage more) {
            return new Sum(attempts + 1, usage.plus(more));
        }
    }

    /**
     * What an attempt costs on average.
     *
     * @param attempts how many were measured
     */
    public record Mean(long attempts, double nanoUsd, double tokens) {
        public double usd() {
            return Money.usd(nanoUsd);
        }
    }

    void measured(Move.Kind kind, Usage usage) {
        byKind.merge(kind, new Sum(1, usage), (sum, one) -> sum.plus(one.usage()));
    }

    void firstPass(Usage usage) {
        firstPasses = firstPasses.plus(usage);
    }

    /**
     * The mean of a kind; if its scope was never seen, of its level in any scope; for a full retry never seen, of first
     * passes; 0 for an end. Null if the history does not tell.
     */
    @Nullable
    Mean of(Move.Kind kind) {
        if (kind.isEnd()) {
            return new Mean(0, 0, 0);
        }
        Sum measured = byKind.get(kind);
        if (measured != null) {
            return mean(measured);
        }
        for (Map.Entry<Move.Kind, Sum> other : byKind.entrySet()) {
            if (other.getKey().level().equals(kind.level())) {
                return mean(other.getValue());
            }
        }
        boolean full = kind.level().equals(RetryLevel.FULL_RETRY) && firstPasses.attempts() > 0;
        return full ? mean(firstPasses) : null;
    }

    /** The means of all kinds that were seen, by their names. */
    public Map<String, Mean> means() {
        Map<String, Mean> means = new TreeMap<>();
        byKind.forEach((kind, sum) -> means.put(kind.toString(), mean(sum)));
        return means;
    }

    private static Mean mean(Sum sum) {
        return new Mean(
                sum.attempts(),
                (double) sum.usage().costNanoUsd() / sum.attempts(),
                (double) sum.usage().totalTokens() / sum.attempts());
    }
}
