package dev.storycrew.core.estimate;

import dev.storycrew.core.cost.Price;
import org.jspecify.annotations.Nullable;

/**
 * What a stage's model costs and how fast it is.
 *
 * @param price null if unknown
 * @param secondsPerCall before it begins to answer
 * @param secondsPerToken of the answer; the low figure is the fast one
 */
public record StageRate(@Nullable Price price, double secondsPerCall, Range secondsPerToken) {}
