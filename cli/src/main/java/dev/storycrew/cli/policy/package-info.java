/** Commands for policies and rollouts. */
@NullMarked
package dev.storycrew.cli.policy;

import org.jspecify.annotations.NullMarked;
