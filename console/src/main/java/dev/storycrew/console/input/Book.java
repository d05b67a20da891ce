package dev.storycrew.console.input;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.StoryBible;
import dev.storycrew.schemas.codec.Digests;
import java.util.List;

/**
 * A book as its author wrote it down.
 *
 * @param chapters numbered from 1 without a gap
 */
public record Book(String id, BookFrame frame, StoryBible bible, List<ChapterBrief> chapters) {
    public Book {
        chapters = List.copyOf(chapters);
    }

    /** A request for each chapter. */
    public List<ChapterRequest> requests() {
        return chapters.stream().map(brief -> Digests.request(brief, bible)).toList();
    }
}
