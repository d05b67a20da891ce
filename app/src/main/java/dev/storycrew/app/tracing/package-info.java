/** Traces of chapters, by OpenTelemetry's own configuration. */
@NullMarked
package dev.storycrew.app.tracing;

import org.jspecify.annotations.NullMarked;
