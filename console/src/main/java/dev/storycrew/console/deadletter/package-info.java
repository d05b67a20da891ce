/** Records that were given up: what there is, whether it can go back to its topic, and how it does. */
@NullMarked
package dev.storycrew.console.deadletter;

import org.jspecify.annotations.NullMarked;
