/** The write stage: drafts of the scenes that lack one. */
@NullMarked
package dev.storycrew.stages.write;

import org.jspecify.annotations.NullMarked;
