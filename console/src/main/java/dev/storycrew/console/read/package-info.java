/** What the console keeps in memory of topics that it follows. */
@NullMarked
package dev.storycrew.console.read;

import org.jspecify.annotations.NullMarked;
