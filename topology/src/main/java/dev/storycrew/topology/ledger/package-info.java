/** The timeline of every chapter, and a watchdog over those that do not go on. */
@NullMarked
package dev.storycrew.topology.ledger;

import org.jspecify.annotations.NullMarked;
