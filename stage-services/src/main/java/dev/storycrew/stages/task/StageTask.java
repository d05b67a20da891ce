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
 * What a stage does to an envelope by asking a model one question. Pure; called by many lanes at once.
 *
 * @param <T> the content of the answer
 */
public interface StageTask<T> {
    Stage stage();

    /** The scenes the model is asked for; empty if the stage works on the whole chapter. */
    default SortedSet<Integer> scenes(ChapterEnvelope envelope) {
        return Collections.emptySortedSet();
    }

    /** The deterministic checks' findings for the model; empty for all stages but the judge. */
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
     * @throws dev.storycrew.llm.answer.BrokenAnswerException if it does not contain what was asked for
     */
    T read(String answer, ChapterEnvelope envelope, List<Finding> findings);

    /** The envelope with the answer's content filled in. */
    ChapterEnvelope apply(ChapterEnvelope envelope, T answer, StageCost cost);

    /**
     * What the stage made besides a part of the work, for debug mode: {@code a report with 2 issues}; empty for
     * nothing.
     *
     * @param made what {@link #apply} returned
     */
    default String alsoMade(ChapterEnvelope made) {
        return "";
    }
}
