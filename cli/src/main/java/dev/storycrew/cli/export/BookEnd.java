package dev.storycrew.cli.export;

import dev.storycrew.files.book.Book;
import java.util.List;

/** A book and the state of its chapters once nothing more can happen. */
public record BookEnd(Book book, List<ChapterEnd> chapters) {
    public BookEnd {
        chapters = List.copyOf(chapters);
    }

    public boolean accepted() {
        return chapters.stream().allMatch(ChapterEnd::accepted);
    }
}
