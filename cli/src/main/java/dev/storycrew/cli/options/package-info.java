/** Options that many commands share. */
@NullMarked
package dev.storycrew.cli.options;

import org.jspecify.annotations.NullMarked;
