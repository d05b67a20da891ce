/** What a process exports to Prometheus. */
@NullMarked
package dev.storycrew.app.metrics;

import org.jspecify.annotations.NullMarked;
