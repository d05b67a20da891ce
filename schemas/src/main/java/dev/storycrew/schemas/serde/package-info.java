/** Confluent's wire format over any registry that speaks Confluent's REST API. */
@NullMarked
package dev.storycrew.schemas.serde;

import org.jspecify.annotations.NullMarked;
