package dev.storycrew.llm;

import dev.storycrew.llm.call.RunFacts;

/**
 * A model's answer, parsed.
 *
 * @param facts what was asked and what it cost, including re-asks and failed calls
 */
public record Answer<T>(T value, RunFacts facts) {}
