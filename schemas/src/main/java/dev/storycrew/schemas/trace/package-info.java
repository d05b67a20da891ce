/** Traces of chapters: their ids, how they travel with records, and the steps they consist of. */
@NullMarked
package dev.storycrew.schemas.trace;

import org.jspecify.annotations.NullMarked;
