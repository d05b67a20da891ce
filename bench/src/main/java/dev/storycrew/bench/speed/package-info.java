/** How fast StoryCrew is, beside floors that are measured in the same run. */
@NullMarked
package dev.storycrew.bench.speed;

import org.jspecify.annotations.NullMarked;
