/** The ledger's cards, made again from the records behind them. */
@NullMarked
package dev.storycrew.audit.card;

import org.jspecify.annotations.NullMarked;
