/** Proves or refutes, from the topics alone, that each chapter went the way it must. */
@NullMarked
package dev.storycrew.audit;

import org.jspecify.annotations.NullMarked;
