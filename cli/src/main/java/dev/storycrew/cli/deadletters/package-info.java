/** Commands for dead letters. */
@NullMarked
package dev.storycrew.cli.deadletters;

import org.jspecify.annotations.NullMarked;
