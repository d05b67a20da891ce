package dev.storycrew.core.story;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the author asked for: one chapter and the frame of its book.
 *
 * @param hook what the last line should leave open; null when the author left it to the planner
 */
public record ChapterBrief(
        ChapterId id,
        BookFrame book,
        String title,
        String summary,
        List<String> goals,
        @Nullable String hook) {
    public ChapterBrief {
        goals = List.copyOf(goals);
    }
}
