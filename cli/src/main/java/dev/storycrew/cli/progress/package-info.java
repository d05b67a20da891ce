/** What the terminal shows while a book is made. */
@NullMarked
package dev.storycrew.cli.progress;

import org.jspecify.annotations.NullMarked;
