/** How many chapters an hour a deployment can make, and what it needs to make more. */
@NullMarked
package dev.storycrew.core.capacity;

import org.jspecify.annotations.NullMarked;
