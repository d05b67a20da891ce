/** A client of a Confluent schema registry, by Confluent's configuration keys. */
@NullMarked
package dev.storycrew.schemas.registry;

import org.jspecify.annotations.NullMarked;
