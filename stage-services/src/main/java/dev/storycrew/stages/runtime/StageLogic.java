package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.core.story.Stage;
import java.util.SortedSet;

/** What a stage does to an envelope. Knows nothing of Kafka; called by many lanes at once. */
public interface StageLogic {
    Stage stage();

    /** The scenes that a run on this envelope will ask the model for; empty where it works on the whole chapter. */
    SortedSet<Integer> scenes(ChapterEnvelope envelope);

    /**
     * Fills in what is missing.
     *
     * @throws StageFailure when the envelope cannot be worked on and must go to dead letters; passing trouble (an outage,
     *     a rate limit) is waited out inside and never thrown
     * @throws InterruptedException when the lane is told to give the envelope back
     */
    StageResult run(ChapterEnvelope envelope) throws StageFailure, InterruptedException;
}
