/** How far every chapter is, and why one does not go on. */
@NullMarked
package dev.storycrew.core.ledger;

import org.jspecify.annotations.NullMarked;
