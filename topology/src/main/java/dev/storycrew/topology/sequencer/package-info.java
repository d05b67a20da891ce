/** The chapters of a book, one after the other. */
@NullMarked
package dev.storycrew.topology.sequencer;

import org.jspecify.annotations.NullMarked;
