/** The command line. */
@NullMarked
package dev.storycrew.console;

import org.jspecify.annotations.NullMarked;
