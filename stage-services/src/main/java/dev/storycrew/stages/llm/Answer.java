package dev.storycrew.stages.llm;

import dev.storycrew.stages.runtime.RunFacts;

/**
 * What a model answered, read.
 *
 * @param facts what was asked and what it took, re-asks and failed calls included
 */
public record Answer<T>(T value, RunFacts facts) {}
