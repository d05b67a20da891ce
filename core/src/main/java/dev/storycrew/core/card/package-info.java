/** A small card for each chapter: where it stands, what it cost, what it needs, and where its records are. */
@NullMarked
package dev.storycrew.core.card;

import org.jspecify.annotations.NullMarked;
