/** A connection to a cluster, and the state of each chapter according to its topics. */
@NullMarked
package dev.storycrew.history;

import org.jspecify.annotations.NullMarked;
