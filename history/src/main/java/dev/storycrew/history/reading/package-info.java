/** Reads the topics for auditors: from any offset or time, beside all groups, committed records only. */
@NullMarked
package dev.storycrew.history.reading;

import org.jspecify.annotations.NullMarked;
