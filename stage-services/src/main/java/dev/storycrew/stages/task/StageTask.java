package dev.storycrew.stages.task;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.answer.AnswerFormat;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;

/**
 * What a stage does to an envelope by one question to a model. Pure; called by many lanes at once.
 *
 * @param <T> what the answer holds
 */
public interface StageTask<T> {
    Stage stage();

    /** The scenes that the model is asked for; empty where a stage works on the whole chapter. */
    default SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return Collections.emptySortedSet();
    }

    /** What the deterministic checks found, to be told to the model; empty for all but the judge. */
    default List<Finding> findings(ChapterEnvelope envelope) {
        return List.of();
    }

    /** About how many tokens the answer will have, for limits and budgets. */
    long expectedOutputTokens(ChapterEnvelope envelope);

    /** The form of the answer. */
    default AnswerFormat format() {
        return AnswerFormat.PROSE;
    }

    /**
     * Reads an answer.
     *
     * @param findings as the model was told
     * @throws dev.storycrew.llm.answer.BrokenAnswerException when it does not hold what was asked for
     */
    T read(String answer, ChapterEnvelope envelope, List<Finding> findings);

    /** The envelope with the answer's content filled in. */
    ChapterEnvelope apply(ChapterEnvelope envelope, T answer, StageCost cost);

    /**
     * What the stage made besides a part of the work, for debug mode: {@code a report with 2 issues}; empty for nothing.
     *
     * @param made what {@link #apply} returned
     */
    default String alsoMade(ChapterEnvelope made) {
        return "";
    }
}
