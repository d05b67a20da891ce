/** Reads single fields out of Avro records without decoding the rest: the texts are passed over, or taken by their digests. */
@NullMarked
package dev.storycrew.history.skim;

import org.jspecify.annotations.NullMarked;
