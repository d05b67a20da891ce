/** The commands under {@code bench}. */
@NullMarked
package dev.storycrew.bench.command;

import org.jspecify.annotations.NullMarked;
