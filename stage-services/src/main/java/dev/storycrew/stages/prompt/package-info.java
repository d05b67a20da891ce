/** What a model is asked: templates and what is filled into them. */
@NullMarked
package dev.storycrew.stages.prompt;

import org.jspecify.annotations.NullMarked;
