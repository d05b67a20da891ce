/** What the terminal shows while a book is made. */
@NullMarked
package dev.storycrew.console.progress;

import org.jspecify.annotations.NullMarked;
