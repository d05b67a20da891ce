package dev.storycrew.app.export;

import java.util.List;
import java.util.Locale;
import java.util.SortedMap;

/** A book, and a chapter of it, as Markdown. */
public final class BookMarkdown {
    private static final String SCENE_BREAK = "\n\n* * *\n\n";

    private BookMarkdown() {}

    /** The whole book. */
    public static String of(String title, List<FinishedChapter> chapters) {
        StringBuilder all = new StringBuilder("# " + title + "\n");
        for (FinishedChapter chapter : chapters) {
            all.append('\n')
                    .append(heading("##", chapter.number(), chapter.title()))
                    .append(body(chapter.text()))
                    .append('\n');
        }
        return all.toString();
    }

    /** @param mark such as {@code ##} */
    public static String heading(String mark, int number, String title) {
        return String.format(Locale.ROOT, "%s %d. %s%n%n", mark, number, title);
    }

    /** The scenes, with breaks between. */
    public static String body(SortedMap<Integer, String> text) {
        return String.join(SCENE_BREAK, text.values());
    }
}
