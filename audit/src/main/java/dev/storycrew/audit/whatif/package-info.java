/** What another policy would have decided, from recorded judge results. */
@NullMarked
package dev.storycrew.audit.whatif;

import org.jspecify.annotations.NullMarked;
