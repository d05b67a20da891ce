/** The rehearsal model: no language model, a seeded writer of prose that makes real mistakes and fixes them. */
@NullMarked
package dev.storycrew.llm.rehearsal;

import org.jspecify.annotations.NullMarked;
