/** What users hand in: books and configuration. */
@NullMarked
package dev.storycrew.app.config;

import org.jspecify.annotations.NullMarked;
