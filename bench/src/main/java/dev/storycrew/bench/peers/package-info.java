/** StoryCrew beside what people would otherwise use, carrying the same chapters in the same run. */
@NullMarked
package dev.storycrew.bench.peers;

import org.jspecify.annotations.NullMarked;
