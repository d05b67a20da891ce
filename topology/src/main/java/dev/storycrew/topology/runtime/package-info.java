/** How a topology runs, and what all three have in common. */
@NullMarked
package dev.storycrew.topology.runtime;

import org.jspecify.annotations.NullMarked;
