package dev.storycrew.app.export;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A chapter as a book prints it.
 *
 * @param title the author's, whatever the planner called the chapter
 * @param text by scene number
 * @param endedAt when it ended, in milliseconds since the epoch
 */
public record FinishedChapter(int number, String title, SortedMap<Integer, String> text, long endedAt) {
    public FinishedChapter {
        text = Collections.unmodifiableSortedMap(new TreeMap<>(text));
    }
}
