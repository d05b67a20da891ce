/** Stops {@code run} at random moments, and looks at how long that takes and whether anything is lost. */
@NullMarked
package dev.storycrew.bench.stops;

import org.jspecify.annotations.NullMarked;
