package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one scene is for.
 *
 * @param number from 1
 * @param targetWords words as ICU counts them; 0 when the planner gave none
 */
public record ScenePlan(
        int number,
        String purpose,
        @Nullable String setting,
        List<String> characters,
        @Nullable String conflict,
        @Nullable String exitHook,
        int targetWords) {
    public ScenePlan {
        characters = List.copyOf(characters);
        if (number < 1) {
            throw new IllegalArgumentException("scenes are numbered from 1, but this one is " + number);
        }
        if (purpose.isBlank()) {
            throw new IllegalArgumentException("scene " + number + " has no purpose");
        }
        if (targetWords < 0) {
            throw new IllegalArgumentException("scene " + number + " has a negative word target: " + targetWords);
        }
    }

    ScenePlan withTargetWords(int words) {
        return new ScenePlan(number, purpose, setting, characters, conflict, exitHook, words);
    }
}
