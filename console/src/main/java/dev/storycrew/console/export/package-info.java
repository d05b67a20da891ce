/** The chapter's page as a file that needs no console: {@code audit export} writes it. */
@NullMarked
package dev.storycrew.console.export;

import org.jspecify.annotations.NullMarked;
