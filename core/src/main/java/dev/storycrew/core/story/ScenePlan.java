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
    /** A planner that changes one scene may move some words to or from the others. */
    private static final double NEARLY = 0.15;

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

    /** True for the same scene, whatever its number, its white space, and a word target that is nearly the same. */
    boolean isSameAs(ScenePlan other) {
        return plain(purpose).equals(plain(other.purpose))
                && plain(setting).equals(plain(other.setting))
                && plain(conflict).equals(plain(other.conflict))
                && plain(exitHook).equals(plain(other.exitHook))
                && characters.equals(other.characters)
                && Math.abs(targetWords - other.targetWords) <= NEARLY * Math.max(targetWords, other.targetWords);
    }

    private static String plain(@Nullable String text) {
        return text == null ? "" : text.strip().replaceAll("\\s+", " ");
    }

    ScenePlan withTargetWords(int words) {
        return new ScenePlan(number, purpose, setting, characters, conflict, exitHook, words);
    }
}
