/** Requests that change before their chapters begin. */
@NullMarked
package dev.storycrew.audit.update;

import org.jspecify.annotations.NullMarked;
