/** One account of one provider: how it is reached, its limits, its failures and its waits. */
@NullMarked
package dev.storycrew.llm.provider;

import org.jspecify.annotations.NullMarked;
