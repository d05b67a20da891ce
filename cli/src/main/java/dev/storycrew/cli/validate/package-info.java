/** {@code validate}, and the comparison of documented commands with existing ones. */
@NullMarked
package dev.storycrew.cli.validate;

import org.jspecify.annotations.NullMarked;
