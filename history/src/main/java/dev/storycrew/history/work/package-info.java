/** What chapters took, and which are unfinished. */
@NullMarked
package dev.storycrew.history.work;

import org.jspecify.annotations.NullMarked;
