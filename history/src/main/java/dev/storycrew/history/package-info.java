/** A way to a cluster, and how each chapter stands by what its topics say. */
@NullMarked
package dev.storycrew.history;

import org.jspecify.annotations.NullMarked;
