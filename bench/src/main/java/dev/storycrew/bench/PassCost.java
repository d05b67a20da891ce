package dev.storycrew.bench;

import dev.storycrew.core.cost.Usage;
import java.util.List;

/**
 * What one pass through the stages costs, as the mean over a book's chapters and, if single scenes are flagged, over
 * their scenes.
 *
 * @param name the retry level, or which part of a first pass
 * @param scope which part of the chapter is redone
 * @param calls requests to a model
 * @param inputTokens all of a request
 * @param stableTokens those of them that are the same in each call of the stage while the bible stays the same: the
 *     system messages, which a provider's prefix cache can serve
 * @param outputTokens the answers
 * @param costUsd at the rehearsal model's notional prices, nothing cached
 */
public record PassCost(
        String name,
        String scope,
        double calls,
        double inputTokens,
        double stableTokens,
        double outputTokens,
        double costUsd) {

    /** One pass as it was measured. */
    static PassCost of(String name, String scope, Usage usage, long stableTokens) {
        return new PassCost(
                name,
                scope,
                usage.calls(),
                usage.inputTokens(),
                stableTokens,
                usage.outputTokens(),
                usage.cost().usd());
    }

    /** The mean of passes of one kind. */
    static PassCost mean(List<PassCost> passes) {
        int count = passes.size();
        PassCost first = passes.get(0);
        return new PassCost(
                first.name,
                first.scope,
                passes.stream().mapToDouble(PassCost::calls).sum() / count,
                passes.stream().mapToDouble(PassCost::inputTokens).sum() / count,
                passes.stream().mapToDouble(PassCost::stableTokens).sum() / count,
                passes.stream().mapToDouble(PassCost::outputTokens).sum() / count,
                passes.stream().mapToDouble(PassCost::costUsd).sum() / count);
    }
}
