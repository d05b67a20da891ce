/** What a chapter request must hold: the one place for its bounds, whether it comes from a file or from the wire. */
@NullMarked
package dev.storycrew.core.request;

import org.jspecify.annotations.NullMarked;
