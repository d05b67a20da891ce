package dev.storycrew.core.estimate;

import dev.storycrew.core.story.Stage;
import java.util.List;
import java.util.Map;

/**
 * What {@code bench cost --mix} measured on a typical book.
 *
 * @param source where the figures come from, for people
 * @param tokensPerWord of the text of a language that has blanks between its words
 * @param tokensPerCharacter of the text of a language in which each character counts as a word
 * @param systemTokens of the system message of each stage, in the measured book's first chapter
 * @param first the first pass and the bible keeper's call, by stage
 * @param retries by level
 * @param growth what each call reads more, later in the book; ascending by chapter
 */
public record TypicalWork(
        String source,
        double tokensPerWord,
        double tokensPerCharacter,
        Map<Stage, Double> systemTokens,
        Map<Stage, StageTokens> first,
        Map<String, OfLevel> retries,
        List<Growth> growth) {
    public TypicalWork {
        systemTokens = Map.copyOf(systemTokens);
        first = Map.copyOf(first);
        retries = Map.copyOf(retries);
        growth = List.copyOf(growth);
        if (retries.isEmpty() || growth.isEmpty()) {
            throw new IllegalArgumentException("typical work needs retries and the growth of a book");
        }
    }

    /**
     * Retries of a level.
     *
     * @param share of all retries in the reference mix
     */
    public record OfLevel(double share, Map<Stage, StageTokens> stages) {
        public OfLevel {
            stages = Map.copyOf(stages);
        }
    }

    /**
     * A place in a book.
     *
     * @param moreInput input tokens that each call has more than in the first chapter
     */
    public record Growth(int chapter, double moreInput) {}

    /** What each call of a chapter reads more than in the first one; beyond the last measured chapter, as before it. */
    public double moreInput(int chapter) {
        Growth before = growth.get(0);
        for (Growth at : growth) {
            if (chapter <= at.chapter()) {
                return between(before, at, chapter);
            }
            before = at;
        }
        Growth last = growth.get(growth.size() - 1);
        Growth lastButOne = growth.get(Math.max(0, growth.size() - 2));
        return between(lastButOne, last, chapter);
    }

    private static double between(Growth before, Growth after, int chapter) {
        int span = after.chapter() - before.chapter();
        return span == 0
                ? after.moreInput()
                : before.moreInput() + (after.moreInput() - before.moreInput()) * (chapter - before.chapter()) / span;
    }
}
