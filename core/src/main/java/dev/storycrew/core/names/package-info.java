/** Whom a text or a name means. */
@NullMarked
package dev.storycrew.core.names;

import org.jspecify.annotations.NullMarked;
