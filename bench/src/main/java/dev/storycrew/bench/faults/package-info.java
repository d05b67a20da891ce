/** The fault campaign: real processes, broken on purpose, on a seeded schedule. */
@NullMarked
package dev.storycrew.bench.faults;

import org.jspecify.annotations.NullMarked;
