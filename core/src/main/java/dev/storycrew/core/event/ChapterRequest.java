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
 * @param update 0 for a chapter's first request. One with a greater number replaces the request that stands, as long as the
 *     chapter has not begun
 * @param added what of the bible is not in the bible that the book began with; the chapter starts with it too
 */
public record ChapterRequest(String requestId, ChapterBrief brief, StoryBible bible, int update, BibleAdditions added) {
    public ChapterRequest {
        if (update < 0) {
            throw new IllegalArgumentException("the number of an update must not be negative, but is " + update);
        }
    }

    /** A chapter's first request, of a book to whose bible nothing was added. */
    public ChapterRequest(String requestId, ChapterBrief brief, StoryBible bible) {
        this(requestId, brief, bible, 0, BibleAdditions.NONE);
    }

    /** The request without what only a book's first chapter needs, for storing until its turn. */
    public ChapterRequest withoutBible() {
        return new ChapterRequest(requestId, brief, StoryBible.initial(List.of(), List.of(), null), update, added);
    }

    /** The same content as an update, with what was added to the bible since the book began. */
    public ChapterRequest asUpdate(int number, BibleAdditions newlyAdded) {
        return new ChapterRequest(requestId, brief, bible, number, newlyAdded);
    }

    /** True if it says that it replaces the request that stands. */
    public boolean isUpdate() {
        return update > 0;
    }
}
