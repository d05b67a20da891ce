/** The JSON of the console's paths, as {@code pages/api.d.ts} describes it. */
@NullMarked
package dev.storycrew.console.api;

import org.jspecify.annotations.NullMarked;
