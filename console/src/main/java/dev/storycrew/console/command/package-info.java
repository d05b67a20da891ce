/** One class per command. */
@NullMarked
package dev.storycrew.console.command;

import org.jspecify.annotations.NullMarked;
