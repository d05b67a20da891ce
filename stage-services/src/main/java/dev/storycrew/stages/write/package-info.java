/** The write stage: drafts of the scenes that miss one. */
@NullMarked
package dev.storycrew.stages.write;

import org.jspecify.annotations.NullMarked;
