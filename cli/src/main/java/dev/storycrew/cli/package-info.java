/** The command line. */
@NullMarked
package dev.storycrew.cli;

import org.jspecify.annotations.NullMarked;
