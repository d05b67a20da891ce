/** Runs a stage: takes an envelope, runs the stage, commits its result and acknowledges. */
@NullMarked
package dev.storycrew.stages.runtime;

import org.jspecify.annotations.NullMarked;
