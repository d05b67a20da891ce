/** A book as its author wrote it down, and a chapter's text as an editor handed it in. */
@NullMarked
package dev.storycrew.files.book;

import org.jspecify.annotations.NullMarked;
