/** The web console: what a browser asks, and the pages it shows. No chapter waits for it. */
@NullMarked
package dev.storycrew.console;

import org.jspecify.annotations.NullMarked;
