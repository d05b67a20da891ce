/** The whole trail of a chapter: its timeline, and its export for auditors. */
@NullMarked
package dev.storycrew.audit.trail;

import org.jspecify.annotations.NullMarked;
