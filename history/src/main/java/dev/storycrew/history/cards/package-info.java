/** The ledger's cards in memory: counts, pages and what needs a person, for any number of chapters. */
@NullMarked
package dev.storycrew.history.cards;

import org.jspecify.annotations.NullMarked;
