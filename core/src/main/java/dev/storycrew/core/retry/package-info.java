/** What happens to a chapter that failed: policies, levels, and the pure decision of the router. */
@NullMarked
package dev.storycrew.core.retry;

import org.jspecify.annotations.NullMarked;
