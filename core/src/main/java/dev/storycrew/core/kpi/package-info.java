/** Key figures: what each chapter adds to its days, and their sums. Pure. */
@NullMarked
package dev.storycrew.core.kpi;

import org.jspecify.annotations.NullMarked;
