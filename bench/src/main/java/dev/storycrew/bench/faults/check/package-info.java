/** Reads all topics, the ledger and the events of a campaign, and judges. */
@NullMarked
package dev.storycrew.bench.faults.check;

import org.jspecify.annotations.NullMarked;
