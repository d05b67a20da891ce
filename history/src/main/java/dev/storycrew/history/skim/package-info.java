/** Reads single fields out of Avro records without decoding the rest: texts are skipped, or represented by digests. */
@NullMarked
package dev.storycrew.history.skim;

import org.jspecify.annotations.NullMarked;
