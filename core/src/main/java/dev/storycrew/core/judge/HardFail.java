package dev.storycrew.core.judge;

import java.util.List;

/**
 * What fails a chapter, whatever its scores.
 *
 * @param safetyPassed false when the text must not be published
 * @param continuityConflicts contradictions with the story bible, in the judge's words; empty when there is none
 */
public record HardFail(boolean safetyPassed, List<String> continuityConflicts) {
    public HardFail {
        continuityConflicts = List.copyOf(continuityConflicts);
    }
}
