/** How a chapter is judged: reports, issues, deterministic checks and the gates that turn them into a verdict. */
@NullMarked
package dev.storycrew.core.judge;

import org.jspecify.annotations.NullMarked;
