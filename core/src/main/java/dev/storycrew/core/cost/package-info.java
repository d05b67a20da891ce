/** Token usage, money, and what selective retries save. */
@NullMarked
package dev.storycrew.core.cost;

import org.jspecify.annotations.NullMarked;
