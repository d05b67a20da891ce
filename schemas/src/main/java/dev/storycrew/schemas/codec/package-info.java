/** Between the domain of core and the Avro records on the wire. */
@NullMarked
package dev.storycrew.schemas.codec;

import org.jspecify.annotations.NullMarked;
