/** How a topology runs, and what both have in common. */
@NullMarked
package dev.storycrew.topology.runtime;

import org.jspecify.annotations.NullMarked;
