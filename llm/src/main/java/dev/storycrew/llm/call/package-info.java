/** How a stage run reports to its caller: before it pays, what it cost, and why it failed. */
@NullMarked
package dev.storycrew.llm.call;

import org.jspecify.annotations.NullMarked;
