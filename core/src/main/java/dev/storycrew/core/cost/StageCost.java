package dev.storycrew.core.cost;

import dev.storycrew.core.story.Stage;

/**
 * What one finished stage run cost.
 *
 * @param attempt from 0
 */
public record StageCost(int attempt, Stage stage, Usage usage) {}
