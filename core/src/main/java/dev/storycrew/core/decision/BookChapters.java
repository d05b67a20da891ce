package dev.storycrew.core.decision;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import org.jspecify.annotations.Nullable;

/** What is known of the chapters of a book, by their numbers. */
public interface BookChapters {
    /** What was requested; only the first chapter's request needs to have the bible. Null if it was not requested. */
    @Nullable
    ChapterRequest request(int chapter);

    /** What stands of a chapter; null if it has not ended, or ended before this was kept. */
    @Nullable
    ChapterStanding standing(int chapter);
}
