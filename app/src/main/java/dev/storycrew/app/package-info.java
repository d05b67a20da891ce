/** The parts of a running system, in this process or against a cluster. */
@NullMarked
package dev.storycrew.app;

import org.jspecify.annotations.NullMarked;
