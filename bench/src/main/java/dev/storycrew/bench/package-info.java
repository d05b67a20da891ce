/** What StoryCrew costs and how fast it is, measured. */
@NullMarked
package dev.storycrew.bench;

import org.jspecify.annotations.NullMarked;
