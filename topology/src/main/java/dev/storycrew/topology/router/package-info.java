/** Sends judge results to the next attempt, to the bible, or to the end. */
@NullMarked
package dev.storycrew.topology.router;

import org.jspecify.annotations.NullMarked;
