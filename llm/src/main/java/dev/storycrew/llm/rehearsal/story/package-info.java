/** What a rehearsed story is about: people, places, disputes, the outline and each scene's script. */
@NullMarked
package dev.storycrew.llm.rehearsal.story;

import org.jspecify.annotations.NullMarked;
