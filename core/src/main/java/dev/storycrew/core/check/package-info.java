/** Deterministic checks: what can be counted needs no opinion. */
@NullMarked
package dev.storycrew.core.check;

import org.jspecify.annotations.NullMarked;
