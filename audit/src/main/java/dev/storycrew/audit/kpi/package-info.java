/** The ledger's figures: read from their topics, and counted again from the records behind them. */
@NullMarked
package dev.storycrew.audit.kpi;

import org.jspecify.annotations.NullMarked;
