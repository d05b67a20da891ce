package dev.storycrew.core.judge;

import org.jspecify.annotations.Nullable;

/**
 * What a judge answered who was shown only the changed scenes.
 *
 * @param passed whether the judge would print the chapter, by this answer
 * @param meanScore of the seven scores
 * @param fullReading why the chapter was read in full after all; null if the partial review counted
 * @param agreed false if the full review came to another verdict
 */
public record PartialReview(
        boolean passed, double meanScore, @Nullable FullReading fullReading, boolean agreed) {}
