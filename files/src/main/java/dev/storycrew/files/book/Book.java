package dev.storycrew.files.book;

import dev.storycrew.core.story.BookFrame;
import dev.storycrew.core.story.ChapterBrief;
import dev.storycrew.core.story.StoryBible;
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
}
