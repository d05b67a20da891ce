/** What of a story bible a request shows: all of a small one, a selection of a large one. */
@NullMarked
package dev.storycrew.core.selection;

import org.jspecify.annotations.NullMarked;
