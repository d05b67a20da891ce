/** Routing policies as files. */
@NullMarked
package dev.storycrew.topology.policy;

import org.jspecify.annotations.NullMarked;
