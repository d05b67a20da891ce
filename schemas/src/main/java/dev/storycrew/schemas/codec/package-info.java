/** Translates between core's domain and the Avro records on the wire. */
@NullMarked
package dev.storycrew.schemas.codec;

import org.jspecify.annotations.NullMarked;
