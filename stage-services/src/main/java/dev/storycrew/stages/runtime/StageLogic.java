package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import dev.storycrew.llm.call.BeforeCallHook;
import dev.storycrew.llm.call.ChapterStoppedException;
import dev.storycrew.llm.call.RunInterruptedException;
import dev.storycrew.llm.call.StageFailure;
import java.util.SortedSet;

/** What a stage does to an envelope. Knows nothing of Kafka; called by many lanes at once. */
public interface StageLogic {
    Stage stage();

    /** The scenes that a run on this envelope will ask the model for; empty where it works on the whole chapter. */
    SortedSet<Integer> scenes(ChapterEnvelope envelope);

    /** False while no work should be taken because something the stage needs, such as a language model, is down. */
    default boolean ready() {
        return true;
    }

    /**
     * Fills in what is missing.
     *
     * @param start to be called right before each paid call, and before nothing else: an envelope that was only waiting
     *     when its process died has not been started
     * @throws StageFailure if the envelope cannot be processed and must go to dead letters; passing trouble (an outage,
     *     a rate limit) is waited out inside and never thrown
     * @throws ChapterStoppedException if the chapter must end
     * @throws InterruptedException if the lane is told to give the envelope back; a {@link RunInterruptedException} if
     *     something was already paid for
     */
    StageResult run(ChapterEnvelope envelope, BeforeCallHook start)
            throws StageFailure, ChapterStoppedException, InterruptedException;
}
