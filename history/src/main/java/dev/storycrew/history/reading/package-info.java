/** Reads the topics for auditors: from any offset or time, outside any consumer group, committed records only. */
@NullMarked
package dev.storycrew.history.reading;

import org.jspecify.annotations.NullMarked;
