/** The one door to language models: providers, failures, waiting, prices. */
@NullMarked
package dev.storycrew.stages.llm;

import org.jspecify.annotations.NullMarked;
