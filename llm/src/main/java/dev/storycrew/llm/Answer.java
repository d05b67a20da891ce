package dev.storycrew.llm;

import dev.storycrew.llm.call.RunFacts;

/**
 * What a model answered, read.
 *
 * @param facts what was asked and what it took, re-asks and failed calls included
 */
public record Answer<T>(T value, RunFacts facts) {}
