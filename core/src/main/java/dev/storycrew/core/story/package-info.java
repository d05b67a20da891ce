/** What is told: the brief, the story bible, the scene list and the erasable work of a chapter. */
@NullMarked
package dev.storycrew.core.story;

import org.jspecify.annotations.NullMarked;
