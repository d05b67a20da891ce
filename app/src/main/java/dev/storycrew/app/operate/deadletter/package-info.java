/** Dead letters: which there are, whether they can go back to their topics, and how. */
@NullMarked
package dev.storycrew.app.operate.deadletter;

import org.jspecify.annotations.NullMarked;
