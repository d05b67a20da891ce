/** The fault campaign: real processes, broken on purpose, on a seeded schedule. */
@NullMarked
package dev.storycrew.console.faults;

import org.jspecify.annotations.NullMarked;
