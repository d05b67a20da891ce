/** What a campaign records while it runs: the model's calls, and what was done to whom. */
@NullMarked
package dev.storycrew.bench.faults.calls;

import org.jspecify.annotations.NullMarked;
