/** Finished books as files. */
@NullMarked
package dev.storycrew.console.export;

import org.jspecify.annotations.NullMarked;
