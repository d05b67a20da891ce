/** A KRaft broker and a small Confluent-compatible schema registry in the process, and the folder they live in. */
@NullMarked
package dev.storycrew.embedded;

import org.jspecify.annotations.NullMarked;
