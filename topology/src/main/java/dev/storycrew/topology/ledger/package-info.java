/** The timeline of every chapter, and a watchdog for those that are stuck. */
@NullMarked
package dev.storycrew.topology.ledger;

import org.jspecify.annotations.NullMarked;
