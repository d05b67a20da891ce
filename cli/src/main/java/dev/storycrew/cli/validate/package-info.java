/** {@code validate}, and the comparison of the documented commands with those that there are. */
@NullMarked
package dev.storycrew.cli.validate;

import org.jspecify.annotations.NullMarked;
