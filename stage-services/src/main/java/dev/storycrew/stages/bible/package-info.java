/** The bible stage: what an accepted chapter adds to the story bible. */
@NullMarked
package dev.storycrew.stages.bible;

import org.jspecify.annotations.NullMarked;
