/** How far every chapter is, and why one is stuck. */
@NullMarked
package dev.storycrew.core.ledger;

import org.jspecify.annotations.NullMarked;
