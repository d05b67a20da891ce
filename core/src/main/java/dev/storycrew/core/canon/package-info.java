/** The entries of a story bible: what is true in a book, with ids. */
@NullMarked
package dev.storycrew.core.canon;

import org.jspecify.annotations.NullMarked;
