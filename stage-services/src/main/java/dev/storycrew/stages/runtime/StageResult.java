package dev.storycrew.stages.runtime;

import dev.storycrew.core.event.ChapterEnvelope;
import dev.storycrew.llm.call.RunFacts;

/**
 * What a stage made.
 *
 * @param envelope with the missing part filled in and the run's cost added
 */
public record StageResult(ChapterEnvelope envelope, RunFacts facts) {}
