/** The one way by which text reaches a terminal. */
@NullMarked
package dev.storycrew.cli.terminal;

import org.jspecify.annotations.NullMarked;
