/** The parts of a running system, in this process or against a cluster. */
@NullMarked
package dev.storycrew.console.cluster;

import org.jspecify.annotations.NullMarked;
