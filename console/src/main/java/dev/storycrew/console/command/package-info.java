/** Operators' commands as browsers send them, and what they are told of them. */
@NullMarked
package dev.storycrew.console.command;

import org.jspecify.annotations.NullMarked;
