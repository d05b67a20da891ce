/** English for messages. */
@NullMarked
package dev.storycrew.core.text;

import org.jspecify.annotations.NullMarked;
