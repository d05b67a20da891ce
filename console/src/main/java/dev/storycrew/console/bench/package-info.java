/** Benchmarks of StoryCrew by itself. */
@NullMarked
package dev.storycrew.console.bench;

import org.jspecify.annotations.NullMarked;
