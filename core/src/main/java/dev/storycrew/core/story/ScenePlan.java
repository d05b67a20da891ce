package dev.storycrew.core.story;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What one scene is for.
 *
 * @param number from 1
 * @param targetWords words as ICU counts them; 0 when the planner gave none
 * @param knows who knows what at its end; null when the planner did not say
 * @param ending how its last beat is told, such as by an act or a spoken line; null when the planner did not say
 */
public record ScenePlan(
        int number,
        String purpose,
        @Nullable String setting,
        List<String> characters,
        @Nullable String conflict,
        @Nullable String exitHook,
        int targetWords,
        @Nullable String knows,
        @Nullable String ending) {
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

    /** A scene of which nothing is said about its end but the hook. */
    public ScenePlan(
            int number,
            String purpose,
            @Nullable String setting,
            List<String> characters,
            @Nullable String conflict,
            @Nullable String exitHook,
            int targetWords) {
        this(number, purpose, setting, characters, conflict, exitHook, targetWords, null, null);
    }

    /** True for the same scene, whatever its number, its white space, and a word target that is nearly the same. */
    boolean isSameAs(ScenePlan other) {
        return plain(purpose).equals(plain(other.purpose))
                && plain(setting).equals(plain(other.setting))
                && plain(conflict).equals(plain(other.conflict))
                && plain(exitHook).equals(plain(other.exitHook))
                && isSaidNoOtherwise(knows, other.knows)
                && isSaidNoOtherwise(ending, other.ending)
                && characters.equals(other.characters)
                && Math.abs(targetWords - other.targetWords) <= NEARLY * Math.max(targetWords, other.targetWords);
    }

    /** True if no more is said of this scene than its purpose, which is the other one's. */
    boolean isShortFor(ScenePlan other) {
        return Stream.of(setting, conflict, exitHook, knows, ending)
                        .allMatch(text -> plain(text).isEmpty())
                && characters.isEmpty()
                && targetWords == 0
                && plain(purpose).equals(plain(other.purpose));
    }

    /** What only one of them says makes no other scene of it: a list from before there was the field says nothing. */
    private static boolean isSaidNoOtherwise(@Nullable String one, @Nullable String other) {
        return one == null || other == null || plain(one).equals(plain(other));
    }

    private static String plain(@Nullable String text) {
        return text == null ? "" : text.strip().replaceAll("\\s+", " ");
    }

    ScenePlan withNumber(int other) {
        return new ScenePlan(other, purpose, setting, characters, conflict, exitHook, targetWords, knows, ending);
    }

    ScenePlan withTargetWords(int words) {
        return new ScenePlan(number, purpose, setting, characters, conflict, exitHook, words, knows, ending);
    }
}
