/** What another policy would have decided, from recorded judge results. */
@NullMarked
package dev.storycrew.console.whatif;

import org.jspecify.annotations.NullMarked;
