/** Commands for what was given up. */
@NullMarked
package dev.storycrew.cli.deadletters;

import org.jspecify.annotations.NullMarked;
