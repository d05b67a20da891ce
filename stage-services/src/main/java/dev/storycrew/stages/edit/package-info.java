/** The edit stage: revisions of the scenes that lack one. */
@NullMarked
package dev.storycrew.stages.edit;

import org.jspecify.annotations.NullMarked;
