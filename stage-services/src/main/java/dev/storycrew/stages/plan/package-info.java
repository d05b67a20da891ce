/** The plan stage: a scene list for a chapter. */
@NullMarked
package dev.storycrew.stages.plan;

import org.jspecify.annotations.NullMarked;
