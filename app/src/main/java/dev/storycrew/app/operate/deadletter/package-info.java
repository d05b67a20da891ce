/** Records that were given up: what there is, whether it can go back to its topic, and how it does. */
@NullMarked
package dev.storycrew.app.operate.deadletter;

import org.jspecify.annotations.NullMarked;
