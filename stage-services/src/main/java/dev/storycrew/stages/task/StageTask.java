package dev.storycrew.stages.task;

import dev.storycrew.core.cost.StageCost;
import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.judge.Finding;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.Answer;
import dev.storycrew.llm.answer.AnswerFormat;
import dev.storycrew.llm.call.RunFacts;
import dev.storycrew.stages.prompt.AnswerForm;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * What a stage does to an envelope by asking a model one question, and sometimes a second one. Called by many lanes at
 * once.
 *
 * @param <T> the content of the answer
 */
public interface StageTask<T> {
    Stage stage();

    /** The envelope as the model is asked about it; it is never sent. */
    default ChapterEnvelope asAsked(ChapterEnvelope envelope) {
        return envelope;
    }

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
    default AnswerFormat format(ChapterEnvelope envelope) {
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

    /** How the model may answer. */
    default AnswerForm form() {
        return AnswerForm.WHOLE;
    }

    /**
     * The same task in the form {@link AnswerForm#WHOLE}, for a model that cannot answer otherwise and for templates that do
     * not explain it; null where that would be the same question.
     */
    default @Nullable StageTask<T> plainer(ChapterEnvelope envelope) {
        return null;
    }

    /**
     * What to ask in the same attempt after a first answer; null for nothing.
     *
     * @param made what {@link #apply} made of the first answer
     */
    default @Nullable SecondLook secondLook(ChapterEnvelope envelope, T answer, ChapterEnvelope made) {
        return null;
    }

    /** Both answers as one. */
    default T merged(T first, T second) {
        return second;
    }

    /**
     * Takes note of a run that is done: what its record must say besides, and what the stage learns from it.
     *
     * @param facts of both questions
     * @param second null if there was no second look, or none that could be used
     */
    default RunFacts noted(ChapterEnvelope envelope, RunFacts facts, Answer<T> first, @Nullable T second) {
        return facts;
    }

    /**
     * Two texts to compare when everything else is done; null for none.
     *
     * @param made what {@link #apply} returned
     */
    default @Nullable PairToCompare pair(ChapterEnvelope envelope, ChapterEnvelope made) {
        return null;
    }

    /**
     * A second question of one stage run.
     *
     * @param envelope what it is about
     * @param needed false if the first answer stands where the second one fails
     */
    record SecondLook(ChapterEnvelope envelope, boolean needed) {}

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
