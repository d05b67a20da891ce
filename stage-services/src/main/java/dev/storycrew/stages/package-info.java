/** The five stages, put together. */
@NullMarked
package dev.storycrew.stages;

import org.jspecify.annotations.NullMarked;
