/** What StoryCrew costs and how fast it is, measured. */
@NullMarked
package dev.storycrew.console.bench;

import org.jspecify.annotations.NullMarked;
