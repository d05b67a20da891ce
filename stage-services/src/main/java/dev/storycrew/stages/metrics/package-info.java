/** What a stage service counts about itself. */
@NullMarked
package dev.storycrew.stages.metrics;

import org.jspecify.annotations.NullMarked;
