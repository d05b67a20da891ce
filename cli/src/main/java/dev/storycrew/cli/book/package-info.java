/** Commands for books and chapters: submit, status, export, prompts. */
@NullMarked
package dev.storycrew.cli.book;

import org.jspecify.annotations.NullMarked;
