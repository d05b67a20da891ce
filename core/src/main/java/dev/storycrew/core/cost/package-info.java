/** What it took: token usage, money, and what selective retries saved. */
@NullMarked
package dev.storycrew.core.cost;

import org.jspecify.annotations.NullMarked;
