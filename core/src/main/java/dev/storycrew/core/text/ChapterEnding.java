package dev.storycrew.core.text;

import org.jspecify.annotations.Nullable;

/**
 * How a book's newest accepted chapter stops, word for word.
 *
 * @param chapter its number
 * @param text its last words
 */
public record ChapterEnding(int chapter, String text) {
    /**
     * What is remembered after a chapter: a book remembers one ending, the newest chapter's.
     *
     * @param before null if none is remembered yet
     * @param text the chapter's last words; null if they are not known
     */
    public static @Nullable ChapterEnding remembered(
            @Nullable ChapterEnding before, int chapter, @Nullable String text) {
        boolean older = before != null && before.chapter > chapter;
        return text == null || older ? before : new ChapterEnding(chapter, text);
    }
}
