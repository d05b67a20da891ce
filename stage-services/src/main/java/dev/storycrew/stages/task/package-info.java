/** What each stage does, apart from how models are asked and how its results travel. */
@NullMarked
package dev.storycrew.stages.task;

import org.jspecify.annotations.NullMarked;
