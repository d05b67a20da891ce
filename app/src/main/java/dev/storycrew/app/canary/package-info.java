/** A chapter that costs nothing, sent through a live cluster every so often. */
@NullMarked
package dev.storycrew.app.canary;

import org.jspecify.annotations.NullMarked;
