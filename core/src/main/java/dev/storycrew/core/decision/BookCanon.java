package dev.storycrew.core.decision;

import dev.storycrew.core.event.ChapterRequest;
import dev.storycrew.core.event.ChapterStanding;
import dev.storycrew.core.story.BibleChanges;
import dev.storycrew.core.story.StoryBible;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A book's bibles, folded from what stands of its chapters: without a model, and always the same. What a chapter says comes in
 * where the chapter stands, whenever it was accepted.
 */
public final class BookCanon {
    /** By chapter from 1; the last one is what the book's last chapter leaves. */
    private final List<StoryBible> before;

    private BookCanon(List<StoryBible> before) {
        this.before = List.copyOf(before);
    }

    /**
     * Folds.
     *
     * @param last the last chapter that has ended; nothing after it counts
     * @throws IllegalArgumentException if a chapter up to it is not known
     */
    public static BookCanon of(BookChapters chapters, int last) {
        ChapterRequest first = known(1, chapters.request(1));
        List<StoryBible> before = new ArrayList<>();
        StoryBible bible = first.bible();
        for (int chapter = 1; chapter <= last; chapter++) {
            ChapterRequest request = known(chapter, chapters.request(chapter));
            ChapterStanding standing = chapters.standing(chapter);
            if (standing == null) {
                throw new IllegalArgumentException("it is not known what stands of chapter " + chapter);
            }
            if (chapter > 1) {
                bible = request.added().to(bible);
            }
            before.add(bible);
            BibleChanges changes = standing.changes();
            bible = changes == null ? bible : bible.after(chapter, changes);
        }
        before.add(bible);
        return new BookCanon(before);
    }

    /** The bible that a chapter starts with; of one that has not ended, without what its request adds. */
    public StoryBible before(int chapter) {
        return before.get(chapter - 1);
    }

    /** The bible that a chapter leaves, without what the request of the next one adds. */
    public StoryBible left() {
        return before.get(before.size() - 1);
    }

    private static ChapterRequest known(int chapter, @Nullable ChapterRequest request) {
        if (request == null) {
            throw new IllegalArgumentException("the request of chapter " + chapter + " is not known");
        }
        return request;
    }
}
