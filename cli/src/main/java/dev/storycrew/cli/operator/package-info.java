/** Commands by which a person decides: accept, retry, revise, cancel, hold, release, lock, unlock. */
@NullMarked
package dev.storycrew.cli.operator;

import org.jspecify.annotations.NullMarked;
