/** How the rehearsal model tells a scene. */
@NullMarked
package dev.storycrew.llm.rehearsal.prose;

import org.jspecify.annotations.NullMarked;
