/** The processes of a campaign: how they are started, stopped, cut off and told to halt. */
@NullMarked
package dev.storycrew.bench.faults.process;

import org.jspecify.annotations.NullMarked;
