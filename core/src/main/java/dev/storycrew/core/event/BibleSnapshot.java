package dev.storycrew.core.event;

import dev.storycrew.core.story.ChapterId;
import dev.storycrew.core.story.StoryBible;

/**
 * The story bible of a book as one of its chapters left it.
 *
 * @param leftBy the accepted chapter
 */
public record BibleSnapshot(ChapterId leftBy, int run, StoryBible bible) {}
