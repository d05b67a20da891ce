package dev.storycrew.core.event;

import dev.storycrew.core.cost.Usage;
import dev.storycrew.core.judge.PairVerdict;
import org.jspecify.annotations.Nullable;

/**
 * What a judge was asked besides: which of two texts is better.
 *
 * @param verdict null if no usable answer came
 * @param usage what the questions used, which the stage run's usage includes
 */
public record PairComparison(@Nullable PairVerdict verdict, Usage usage) {}
