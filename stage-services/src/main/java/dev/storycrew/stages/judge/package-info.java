/** The judge stage: a report on the whole chapter. */
@NullMarked
package dev.storycrew.stages.judge;

import org.jspecify.annotations.NullMarked;
