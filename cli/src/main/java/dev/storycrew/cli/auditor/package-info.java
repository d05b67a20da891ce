/** Commands of auditors: verify, chapter, replay, topics. */
@NullMarked
package dev.storycrew.cli.auditor;

import org.jspecify.annotations.NullMarked;
