/** What users hand in: books and configuration. */
@NullMarked
package dev.storycrew.console.input;

import org.jspecify.annotations.NullMarked;
