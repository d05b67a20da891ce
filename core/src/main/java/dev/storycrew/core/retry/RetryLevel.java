package dev.storycrew.core.retry;

import dev.storycrew.core.story.Erasure;
import dev.storycrew.core.story.Part;
import dev.storycrew.core.story.Stage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * How much of a failed chapter is made again.
 *
 * @param name such as {@code WRITE_ONLY}
 * @param erases the earliest part erased; everything made from it goes with it
 * @param keepsUnchangedScenes true for a level that erases the plan and gives each scene whose entry comes back the same
 *     its texts back
 * @param skip stages that the retry's attempt skips; only those that {@linkplain Stage#canBeSkipped() can be}
 */
public record RetryLevel(String name, Part erases, boolean keepsUnchangedScenes, Set<Stage> skip) {
    public static final String EDIT_ONLY = "EDIT_ONLY";
    public static final String WRITE_ONLY = "WRITE_ONLY";
    public static final String FULL_RETRY = "FULL_RETRY";
    /** Erases nothing but the report. Every policy has it, and no rule leads to it: it is how accepted chapters are judged again. */
    public static final String RECHECK = "RECHECK";

    /**
     * From the least far-reaching to the most: by the earliest part erased, then by whether unchanged scenes are kept,
     * then by what is not skipped.
     */
    public static final Comparator<RetryLevel> BY_REACH = Comparator.comparing(RetryLevel::erases)
            .reversed()
            .thenComparing(level -> !level.keepsUnchangedScenes())
            .thenComparing(level -> -level.skip().size())
            .thenComparing(RetryLevel::name);

    public RetryLevel {
        skip = Set.copyOf(skip);
        if (!name.matches("[A-Z][A-Z0-9_]*")) {
            throw new IllegalArgumentException("a level is named like EDIT_ONLY, but this one is '" + name + "'");
        }
        if (!skip.stream().allMatch(Stage::canBeSkipped)) {
            String skippable = Arrays.stream(Stage.values())
                    .filter(Stage::canBeSkipped)
                    .map(Stage::label)
                    .collect(Collectors.joining(" and "));
            throw new IllegalArgumentException("level " + name + " can skip only " + skippable);
        }
        if (keepsUnchangedScenes && erases != Part.first()) {
            throw new IllegalArgumentException("level " + name + " erases " + erases.plural()
                    + ", so every scene's plan is kept anyway; keep: unchanged-scenes is for a level that erases ["
                    + Part.first().label() + "]");
        }
        if (skip.contains(erases.stage())) {
            throw new IllegalArgumentException(
                    "level " + name + " erases " + erases.plural() + " but skips the stage that makes them");
        }
    }

    /** A level that takes nothing back. */
    public RetryLevel(String name, Part erases, Set<Stage> skip) {
        this(name, erases, false, skip);
    }

    /** True when nothing of the chapter is left and no stage is skipped, as {@link #FULL_RETRY} must have it. */
    public boolean startsOver() {
        return erases == Part.first() && !keepsUnchangedScenes && skip.isEmpty();
    }

    /** What the level removes from some scenes; no scenes means the whole chapter. */
    public Erasure erasure(SortedSet<Integer> scenes) {
        return new Erasure(erases, scenes, keepsUnchangedScenes);
    }

    public boolean reachesFurtherThan(RetryLevel other) {
        return BY_REACH.compare(this, other) > 0;
    }
}
