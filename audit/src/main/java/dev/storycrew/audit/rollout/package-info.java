/** The two arms of a rollout, counted from topics and compared. */
@NullMarked
package dev.storycrew.audit.rollout;

import org.jspecify.annotations.NullMarked;
