/** What follows from a judge's result or an operator's command. Router, audit and what-if call the same code. */
@NullMarked
package dev.storycrew.core.decision;

import org.jspecify.annotations.NullMarked;
