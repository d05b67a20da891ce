/** Proves or refutes, from the topics alone, that each chapter took the right path. */
@NullMarked
package dev.storycrew.audit;

import org.jspecify.annotations.NullMarked;
