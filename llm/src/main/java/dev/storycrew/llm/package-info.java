/** The one gateway to language models: providers, failures, waiting, prices. */
@NullMarked
package dev.storycrew.llm;

import org.jspecify.annotations.NullMarked;
