/** What a reference mix of retries costs, and how a chapter's requests grow with its book. */
@NullMarked
package dev.storycrew.bench.mix;

import org.jspecify.annotations.NullMarked;
