/** How answers are read: with tolerance, never with invention. */
@NullMarked
package dev.storycrew.llm.answer;

import org.jspecify.annotations.NullMarked;
