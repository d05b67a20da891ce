package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the author asked for: one chapter and the frame of its book.
 *
 * @param hook what the last line should leave open; null when the author left it to the planner
 * @param next the chapter that follows; null for the last one, and where the producer does not say
 */
public record ChapterBrief(
        ChapterId id,
        BookFrame book,
        String title,
        String summary,
        List<String> goals,
        @Nullable String hook,
        @Nullable NextChapter next) {
    public ChapterBrief {
        goals = List.copyOf(goals);
    }

    /** One that does not say what follows. */
    public ChapterBrief(
            ChapterId id, BookFrame book, String title, String summary, List<String> goals, @Nullable String hook) {
        this(id, book, title, summary, goals, hook, null);
    }

    /** The same chapter, knowing the one that follows. */
    public ChapterBrief followedBy(ChapterBrief following) {
        return new ChapterBrief(
                id, book, title, summary, goals, hook, new NextChapter(following.title, following.summary));
    }
}
