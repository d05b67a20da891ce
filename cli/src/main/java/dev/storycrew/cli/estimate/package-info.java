/** The command that says what a book will cost. */
@NullMarked
package dev.storycrew.cli.estimate;

import org.jspecify.annotations.NullMarked;
