package dev.storycrew.core.event;

import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.StoryBible;
import java.util.List;

/**
 * A producer wants a chapter.
 *
 * @param requestId a digest of the content, so that publishing the same request twice changes nothing
 * @param bible the bible as the author wrote it; only the first chapter starts with it, the others with what the one
 *     before left
 */
public record ChapterRequest(String requestId, ChapterBrief brief, StoryBible bible) {
    /** The request without what only a book's first chapter needs, for storing until its turn. */
    public ChapterRequest withoutBible() {
        return new ChapterRequest(requestId, brief, StoryBible.initial(List.of(), List.of(), null));
    }
}
