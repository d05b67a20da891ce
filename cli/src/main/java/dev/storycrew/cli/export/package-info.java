/** Finished books as files. */
@NullMarked
package dev.storycrew.cli.export;

import org.jspecify.annotations.NullMarked;
