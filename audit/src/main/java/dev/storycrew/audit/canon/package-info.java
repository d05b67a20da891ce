/** Accepted chapters that were made again: what followed from each, worked out anew from a book's outcomes alone. */
@NullMarked
package dev.storycrew.audit.canon;

import org.jspecify.annotations.NullMarked;
